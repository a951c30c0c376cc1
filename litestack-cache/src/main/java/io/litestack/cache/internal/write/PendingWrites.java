package io.litestack.cache.internal.write;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.heap.Heap;
import io.litestack.cache.internal.heap.Stamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The changes that this instance has made and the file does not have yet.
 *
 * <h2>The three places of a value</h2>
 *
 * A read looks into the heap, here, and then into the file. A put writes here and into the heap, in one step for each key (that of the
 * map: {@link ConcurrentHashMap#compute}); from here it is taken into a batch, and once that is committed it is forgotten here. So a
 * value is at each moment in one of the three, and the heap may drop any of its own at any time. What was forgotten here is never put
 * into the heap then: somebody else may have changed the key since.
 *
 * <h2>Folding</h2>
 *
 * A change that comes while another one of the same key waits takes its place, in the other's place of the queue. So a batch holds a key
 * once, and a key that is put a thousand times in a millisecond is written once.
 *
 * <h2>Order</h2>
 *
 * Changes are taken from here while the batch runs, by whoever holds the writer. That is the order of the changes: what is decided in the
 * file ({@link #beginWaiting}) takes what waits for its key along, and what comes later is written later.
 *
 * <p>While such a change is under way its key is not in the heap and is not put there, so that reads see in the file whether it is
 * committed.
 *
 * <p>Thread-safe.
 */
public final class PendingWrites {
    /** No stamp is that. */
    private static final long OVERLAPPED = -1;

    private final Heap heap;
    private final Stamps stamps;
    private final Consumer<Key> onChange;
    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();

    /** Keys whose changes wait, oldest first; one that was taken meanwhile is passed over. */
    private final Queue<Turn> order = new ConcurrentLinkedQueue<>();

    /** The turn of a key to be written. Each is itself only: whoever removes one that is over must not remove a later one of the key. */
    private static final class Turn {
        final Key key;

        Turn(Key key) {
            this.key = key;
        }
    }

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private volatile long writtenAt = Long.MIN_VALUE / 2;

    /** Starts empty; {@code onChange} is called in the step of each change of a key. */
    public PendingWrites(Heap heap, Stamps stamps, Consumer<Key> onChange) {
        this.heap = heap;
        this.stamps = stamps;
        this.onChange = onChange;
    }

    /** What is on its way for a key; null if nothing is. */
    public @Nullable Slot get(Key key) {
        return slots.get(key);
    }

    /** Whether a key has a value here or in the heap. */
    public boolean isInMemory(Key key) {
        Slot slot = slots.get(key);
        PendingWrite newest = slot == null ? null : slot.newestOf(key);
        return newest == null ? heap.peek(key) != null : newest.entry() != null;
    }

    /** How large the changes are that are not written yet. */
    public long bytes() {
        return bytes.get();
    }

    public long size() {
        return count.get();
    }

    /** Forgets what waits for the keys of a namespace, which nobody reads any more until it is invalidated. */
    void dropNamespace(long namespace) {
        for (Key key : slots.keySet()) {
            slots.computeIfPresent(key, (it, slot) -> {
                PendingWrite queued = slot.queued();
                if (queued == null || queued.key().namespace() != namespace) {
                    return slot;
                }
                stamps.bump(key);
                heap.remove(key);
                finished(queued);
                return slot.withQueued(null).orNull();
            });
        }
    }

    public boolean isAnyQueued() {
        return !order.isEmpty();
    }

    /** Since when the oldest change waits, in ticks; {@code otherwise} if none does. */
    public long oldest(long otherwise) {
        for (Turn turn = order.peek(); turn != null; turn = order.peek()) {
            Slot slot = slots.get(turn.key);
            PendingWrite queued = slot == null ? null : slot.queued();
            if (queued != null) {
                return queued.queuedAt();
            }
            removeIfOver(turn);
        }
        return otherwise;
    }

    /** A turn is over if its key was taken otherwise. That is sure only in the key's own step: a put adds the turn before it shows. */
    private void removeIfOver(Turn turn) {
        slots.compute(turn.key, (key, slot) -> {
            if (slot == null || slot.queued() == null) {
                order.remove(turn);
            }
            return slot;
        });
    }

    // Changes that nobody waits for.

    /** Somebody has put a value. */
    public void put(PendingWrite write) {
        change(write.key(), slot -> enqueued(slot, write));
    }

    /** A value was loaded; it is dropped unless {@code isValid} when that can be said for sure. */
    public boolean putLoaded(Entry entry, long ticks, BooleanSupplier isValid) {
        boolean[] isPut = new boolean[1];
        slots.compute(entry.key(), (key, slot) -> {
            Slot now = slot == null ? Slot.NONE : slot;
            if (now.isBlocked() || now.waiters() > 0 || !isValid.getAsBoolean()) {
                return slot;
            }
            isPut[0] = true;
            stamps.bump(key);
            return enqueued(now, PendingWrite.loaded(entry, ticks)).orNull();
        });
        return isPut[0];
    }

    /** The value that a key has in the file must not be read any more, since the one that should replace it cannot be written. */
    public void invalidate(Key key, long ticks) {
        change(key, slot -> enqueued(slot, PendingWrite.removal(key, ticks)));
    }

    private void change(Key key, UnaryOperator<Slot> step) {
        slots.compute(key, (it, slot) -> {
            stamps.bump(key);
            onChange.accept(key);
            return step.apply(slot == null ? Slot.NONE : slot).orNull();
        });
    }

    private Slot enqueued(Slot slot, PendingWrite write) {
        PendingWrite before = slot.queued();
        bytes.addAndGet(write.bytes() - (before == null ? 0 : before.bytes()));
        if (before == null) {
            count.incrementAndGet();
            order.add(new Turn(write.key()));
        } else {
            write.inPlaceOf(before);
        }
        showInHeap(slot, write.key(), write.entry());
        return slot.withQueued(write);
    }

    private void showInHeap(Slot slot, Key key, @Nullable Entry entry) {
        if (entry == null || slot.waiters() > 0 || slot.isBlocked()) {
            heap.remove(key);
        } else {
            heap.put(entry);
        }
    }

    // Changes that are decided in the file.

    /**
     * A change begins whose outcome nobody knows before it is committed.
     *
     * @return the stamp of the key, for {@link #endWaiting}; one that is never right if another such change is under way: which of them
     *     comes last is decided in the file
     */
    public long beginWaiting(Key key) {
        long[] stamp = new long[1];
        slots.compute(key, (it, slot) -> {
            Slot now = slot == null ? Slot.NONE : slot;
            long own = stamps.bump(key);
            stamp[0] = now.waiters() == 0 ? own : OVERLAPPED;
            onChange.accept(key);
            heap.remove(key);
            return now.withWaiters(now.waiters() + 1);
        });
        return stamp[0];
    }

    /**
     * A change has ended, and whatever its batch took before it is written.
     *
     * @param batch the batch, or 0 if nothing is known of its writes
     * @param result what the key has now; null if that is not known
     * @param stamp what {@link #beginWaiting} returned
     */
    public void endWaiting(Key key, long batch, @Nullable Entry result, long stamp) {
        slots.compute(key, (it, slot) -> {
            Slot now = slot == null ? Slot.NONE : slot;
            PendingWrite taken = now.taken();
            if (taken != null && taken.batch() <= batch) {
                now = now.withTaken(null);
                finished(taken);
            }
            now = now.withWaiters(now.waiters() - 1);
            if (result != null && now.orNull() == null) {
                heap.fill(result, () -> stamps.of(key) == stamp);
            }
            return now.orNull();
        });
    }

    /** An open transaction will remove a key, perhaps: until {@link #unblock} nothing is known of it. */
    public void block(Key key) {
        slots.compute(key, (it, slot) -> {
            Slot now = slot == null ? Slot.NONE : slot;
            stamps.bump(key);
            onChange.accept(key);
            heap.remove(key);
            return now.withBlocked(now.blocked() + 1);
        });
    }

    /** The transaction has ended; if it has removed the key, then also what this instance had put before. */
    public void unblock(Key key, boolean isRemoved) {
        slots.computeIfPresent(key, (it, slot) -> {
            stamps.bump(key);
            onChange.accept(key);
            heap.remove(key);
            Slot now = slot.withBlocked(slot.blocked() - 1);
            PendingWrite queued = now.queued();
            if (isRemoved && queued != null) {
                now = now.withQueued(null);
                finished(queued);
            }
            return now.orNull();
        });
    }

    // Batches. Whoever calls these holds the writer.

    /** Takes what waits for a key; null if nothing does. */
    @Nullable
    PendingWrite take(Key key, long batch) {
        PendingWrite[] taken = new PendingWrite[1];
        slots.computeIfPresent(key, (it, slot) -> {
            PendingWrite queued = slot.queued();
            if (queued == null) {
                return slot;
            }
            queued.takenBy(batch);
            taken[0] = queued;
            PendingWrite before = slot.taken();
            if (before != null) {
                finished(before);
            }
            return slot.withQueued(null).withTaken(queued);
        });
        return taken[0];
    }

    /** Takes the oldest changes, as many as the bounds allow and at least one if there is one. */
    List<PendingWrite> takeOldest(long batch, int mostWrites, long mostBytes) {
        List<PendingWrite> all = new ArrayList<>();
        long size = 0;
        while (all.size() < mostWrites && size < mostBytes) {
            Turn turn = order.poll();
            if (turn == null) {
                break;
            }
            PendingWrite write = take(turn.key, batch);
            if (write != null) {
                all.add(write);
                size += write.bytes();
            }
        }
        return all;
    }

    /** When changes were written last, in ticks. */
    long writtenAt() {
        return writtenAt;
    }

    /** Changes were written just now. */
    void writtenAt(long ticks) {
        writtenAt = ticks;
    }

    /** A change is written. */
    void written(PendingWrite write) {
        slots.computeIfPresent(write.key(), (key, slot) -> {
            if (slot.taken() != write) {
                return slot;
            }
            finished(write);
            return slot.withTaken(null).orNull();
        });
    }

    /** A change could not be written: then the key has no value, rather than the one before. */
    boolean failed(PendingWrite write) {
        boolean[] isInvalid = new boolean[1];
        slots.computeIfPresent(write.key(), (key, slot) -> {
            if (slot.taken() != write) {
                return slot;
            }
            finished(write);
            Slot now = slot.withTaken(null);
            if (now.queued() == null) {
                isInvalid[0] = true;
                stamps.bump(key);
                now = enqueued(now, PendingWrite.removal(write.key(), write.queuedAt()));
            }
            return now.orNull();
        });
        return isInvalid[0];
    }

    private void finished(PendingWrite write) {
        bytes.addAndGet(-write.bytes());
        count.decrementAndGet();
    }

    // What others have changed.

    /** Somebody else has changed a key: what was loaded before that is not written. What was put is, since it comes later. */
    public void changedByOthers(Key key, long seq) {
        stamps.bump(key);
        slots.computeIfPresent(key, (it, slot) -> dropLoaded(slot, seq).orNull());
        heap.remove(key);
    }

    /**
     * Anything may have been changed, and nobody knows what was invalidated: not even whether what was put here, and waits, is older than
     * that.
     */
    public void everythingChanged(long ticks) {
        stamps.bumpAll();
        for (Key key : slots.keySet()) {
            slots.computeIfPresent(key, (it, slot) -> {
                PendingWrite queued = slot.queued();
                return queued == null || queued.entry() == null
                        ? slot
                        : enqueued(slot, PendingWrite.removal(key, ticks)).orNull();
            });
        }
        heap.clear();
    }

    /** Where in the log the oldest change that waits was made; {@code otherwise} if none does. */
    public long oldestBorn(long otherwise) {
        long oldest = otherwise;
        for (Slot slot : slots.values()) {
            oldest = Math.min(oldest, Math.min(bornOf(slot.queued(), otherwise), bornOf(slot.taken(), otherwise)));
        }
        return oldest;
    }

    private static long bornOf(@Nullable PendingWrite write, long otherwise) {
        Entry entry = write == null ? null : write.entry();
        return entry == null ? otherwise : entry.born();
    }

    private Slot dropLoaded(Slot slot, long seq) {
        PendingWrite queued = slot.queued();
        Entry entry = queued == null ? null : queued.entry();
        if (queued == null || entry == null || !queued.isLoaded() || entry.born() >= seq) {
            return slot;
        }
        finished(queued);
        return slot.withQueued(null);
    }
}
