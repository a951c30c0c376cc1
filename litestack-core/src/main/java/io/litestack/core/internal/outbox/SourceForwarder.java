package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.Ticker;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.OutboxMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forwards the rows of one source to one target.
 *
 * <h2>The idea</h2>
 *
 * SQLite commits one file at a time, so between the two there is always an instant at which one has committed and the other
 * has not. The outbox puts that instant where it does no harm: the row is committed with its cause, in the source; the target
 * remembers, in the same transaction as the effect, how far it has come; and the source forgets the row only when the target
 * cannot forget the effect. Everything in between may be repeated by anybody at any time.
 *
 * <h2>What a row is called</h2>
 *
 * By its number in the source (AUTOINCREMENT: it grows in the order of the commits, and within the life of a file no
 * number is used twice) and by its <em>incarnation</em>, the random name of the opening of the file by the process that
 * appended it. A number alone would not do. A source that is restored from an older copy, or has lost its tail at a power
 * loss, gives numbers out again: its new row 91 is not the row 91 that the target remembers. But to restore a file, or to lose
 * power, is to open it anew, and whatever is appended after that has another incarnation. So the pair never names two
 * different rows, and {@code litestack_relay} keeps one {@code last_seq} for each incarnation.
 *
 * <h2>The steps, and what a crash leaves behind</h2>
 *
 * <ol>
 *   <li><b>The source commits.</b> Before: nothing happened. From here on the row is there for whoever looks: this process,
 *       before {@code write} returns; any other that has both files open; the next one that opens them.
 *   <li><b>A batch is read</b>, in the order of the numbers. SQLite has one writer, so commits become visible in that order:
 *       what is read is all that is there up to some commit, without a gap. A crash leaves the rows.
 *   <li><b>The source is synced</b>, so that no power loss can take a cause whose effect survives. (Left out only if both
 *       files are at NORMAL, see below.) A crash leaves the rows.
 *   <li><b>The target's transaction</b> begins with the write lock; so of two relays one comes after the other. It reads
 *       {@code last_seq} of each incarnation in the batch, applies the rows with greater numbers, and advances. A crash rolls
 *       it back and leaves the rows. The slower of two relays finds them applied and does nothing: also if its batch is old
 *       and the rows have been deleted since, because {@code last_seq} never goes back.
 *   <li><b>The target commits.</b> A crash leaves the rows <em>and</em> their effects; the next relay reads the rows,
 *       finds their numbers not greater than {@code last_seq}, and goes on.
 *   <li><b>The target is synced</b>, whatever its level (but OFF). A crash leaves the same.
 *   <li><b>The rows are deleted</b> from the source and counted in {@code litestack_outbox_done}. A crash, or a power loss
 *       that brings them back, leaves rows that the next relay finds applied.
 * </ol>
 *
 * So a row is applied at least once, because it is deleted last; and at most once, because its effect and {@code last_seq}
 * are one commit. The rows are applied in their order, each incarnation's and the whole file's.
 *
 * <h2>Power loss</h2>
 *
 * A file at FULL loses nothing that was acknowledged; one at NORMAL may lose its tail. Deleting waits for the target's sync,
 * so the target's tail is forwarded again. Applying waits for the source's sync, so the source loses no cause of an effect.
 * With both files at NORMAL that wait would cost each write a flush which its levels do not ask for, and is left out: there
 * a power loss may keep an effect whose cause it took. What a disk that lies about flushes does, or a file at OFF,
 * nobody can promise.
 *
 * <h2>Restored copies</h2>
 *
 * <ul>
 *   <li><b>An older source</b>: rows that it still holds and that were forwarded before have an incarnation and a number that
 *       the target knows; they are not applied twice. Rows appended since have a new incarnation, and are applied. The
 *       effects of transactions that the older copy does not know stay in the target: their causes are gone, and only
 *       the user can know whether they should go as well.
 *   <li><b>An older target</b>: rows that the source still holds are applied again, as they should be. Rows that it has
 *       deleted are lost: {@link LossCheck} compares the counts at the first step and says how many those are. So of two
 *       copies made one after the other, that of the source is to be the older one.
 *   <li><b>A target that is made anew</b> in the place of another takes over what waits for that one ({@link TargetReplacement}).
 *   <li><b>Two copies of one source</b> that live on beside each other are two sources: they share the rows they had when
 *       they were copied, which are applied once.
 * </ul>
 *
 * <h2>Who does it, and what it never does</h2>
 *
 * After a commit the committing thread itself ({@link #forwardNow}), so that an effect is there when {@code write} returns; of
 * many such threads one forwards the rows of all. It never waits for one store while it holds another: a thread that is inside
 * any transaction leaves it to the relay's loop, and so does one whose timeout ends, one that is interrupted, and one that
 * fails; nothing of this reaches the caller of {@code write}. After one of them has met a target that is not to be had, the
 * others do not try until the loop has got through. The loop ({@link #step}) comes when it is called by these, when the
 * source's change notifier calls (another process committed, or died), and a quarter of a second after rows became ready to be deleted;
 * after a failure again and again, with pauses that grow to a second. The lock {@code turn} is held over a batch and keeps this
 * process from doing the same work twice; it is no part of the proof.
 */
public final class SourceForwarder {
    private static final int MOST_ROWS = 256;
    private static final int BATCHES_A_STEP = 16;
    private static final int PRUNED_AT_ONCE = 1000;
    private static final int KEPT_COUNTS = 10_000;
    private static final long PRUNE_INTERVAL_NANOS = 250_000_000;

    /** Whether the thread is forwarding: an effect in the target may itself append to an outbox there. */
    private static final ThreadLocal<Boolean> isForwarding = ThreadLocal.withInitial(() -> false);

    private final SqliteRelay relay;
    private final Store source;
    private final StoreInternals internals;
    private final SqliteOutbox outbox;
    private final BatchApplier batches;
    private final Ticker ticker;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicBoolean isPruningDue = new AtomicBoolean();
    private final ChangeNotifier.Subscription subscription;
    private volatile boolean isDetached;

    /** The target was not to be had when it was tried last: until it is, the loop tries, and no write waits for it. */
    private volatile boolean isTroubled;

    /** All rows up to this number are in the target; nothing before it need be read again. Written under the turn. */
    private volatile long upTo;

    /** The loop's alone. */
    private boolean isPrepared;

    private long prunedUpTo;
    private long prunedAt;

    SourceForwarder(SqliteRelay relay, Store source, BatchApplier batches) {
        this.relay = relay;
        this.source = source;
        this.internals = StoreInternals.of(source);
        this.outbox = (SqliteOutbox) Outbox.of(source);
        this.batches = batches;
        this.ticker = relay.target().config().ticker();
        this.prunedAt = ticker.nanos() - PRUNE_INTERVAL_NANOS;
        this.subscription = internals.changeNotifier().subscribe(Outbox.TOPIC, relay::wake);
        outbox.add(relay.name(), this);
    }

    /** Where the rows go. */
    Store target() {
        return relay.target();
    }

    /** Forwards the rows up to this number now, if that can be had within the relay's timeout. Never throws. */
    void forwardNow(long seq) {
        if (upTo >= seq || isDetached) {
            return;
        }
        if (isTroubled) {
            relay.postpone();
        } else if (StoreInternals.isThreadInside() || isForwarding.get() || !isForwardedInTime(seq)) {
            relay.postpone();
            relay.wake();
        } else if (isPruningDue.compareAndSet(false, true)) {
            relay.wake();
        }
    }

    private boolean isForwardedInTime(long seq) {
        long end = ticker.nanos() + relay.timeout().toNanos();
        try {
            if (!turn.tryLock(relay.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                isTroubled = true;
                return false;
            }
            try {
                isTroubled = !forwardUpTo(seq, end);
                return !isTroubled;
            } finally {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RuntimeException | Error e) {
            // the loop will meet it too, and report it
            isTroubled = true;
            return false;
        }
    }

    /** Returns false if the time ran out. Rows that were rolled back with a nested part never come. */
    private boolean forwardUpTo(long seq, long end) {
        boolean isMore = true;
        while (upTo < seq && isMore) {
            long left = end - ticker.nanos();
            if (left <= 0) {
                return false;
            }
            isMore = forwardBatch(Duration.ofNanos(left));
        }
        return true;
    }

    /**
     * The loop's step: forwards what waits, and deletes what was forwarded.
     *
     * @return in how many nanoseconds to come again
     */
    long step() {
        if (isDetached) {
            return LoopWorker.Step.UNTIL_WOKEN;
        }
        try {
            prepare();
            return forwardBatches() ? 0 : prune();
        } catch (RuntimeException e) {
            if (internals.isClosed()) {
                detach();
                return LoopWorker.Step.UNTIL_WOKEN;
            }
            throw e;
        }
    }

    private void prepare() {
        if (!isPrepared) {
            outbox.makeTables();
            new TargetReplacement(source, relay).run();
            new LossCheck(source, relay).run();
            isPrepared = true;
        }
    }

    private boolean forwardBatches() {
        turn.lock();
        try {
            for (int i = 0; i < BATCHES_A_STEP; i++) {
                if (isDetached || !forwardBatch(relay.target().config().waitTimeout())) {
                    return false;
                }
            }
            return true;
        } finally {
            turn.unlock();
        }
    }

    /** Forwards one batch and returns whether there may be more. The turn must be held. */
    private boolean forwardBatch(Duration wait) {
        isForwarding.set(true);
        try {
            Batch batch = Batch.read(source, relay.name(), upTo, MOST_ROWS);
            if (batch.rows().isEmpty()) {
                return endTrouble();
            }
            relay.reached(RelayStep.READ);
            syncSource(batch.rows());
            relay.reached(RelayStep.SOURCE_SYNCED);
            batches.take(batch.rows(), wait);
            relay.reached(RelayStep.COMMITTED);
            upTo = batch.lastSeq();
            return endTrouble() || batch.isCut();
        } finally {
            isForwarding.remove();
        }
    }

    /** Returns whether there was trouble: whoever saw it has left its rows, and they may have come after the batch was read. */
    private boolean endTrouble() {
        boolean wasTroubled = isTroubled;
        isTroubled = false;
        return wasTroubled;
    }

    private void syncSource(List<OutboxMessage> rows) {
        Sync level = source.config().sync();
        boolean isFull = level == Sync.FULL || relay.target().config().sync() == Sync.FULL;
        if (level == Sync.OFF || !isFull) {
            return;
        }
        String mine = internals.incarnation();
        if (rows.stream().allMatch(it -> it.source().equals(mine))) {
            internals.syncOwn();
        } else {
            source.sync();
        }
    }

    private long prune() {
        isPruningDue.set(false);
        long last = upTo;
        if (last == prunedUpTo) {
            return LoopWorker.Step.UNTIL_WOKEN;
        }
        long left = PRUNE_INTERVAL_NANOS - (ticker.nanos() - prunedAt);
        if (left > 0) {
            isPruningDue.set(true);
            return left;
        }
        if (relay.target().config().sync() != Sync.OFF) {
            relay.target().sync();
        }
        relay.reached(RelayStep.TARGET_SYNCED);
        while (internals
                        .commands()
                        .execute(new Pruning(relay.name(), last, PRUNED_AT_ONCE, KEPT_COUNTS), Commands.Ack.COMMITTED)
                == PRUNED_AT_ONCE) {
            relay.reached(RelayStep.PRUNED);
        }
        relay.reached(RelayStep.PRUNED);
        prunedUpTo = last;
        prunedAt = ticker.nanos();
        return LoopWorker.Step.UNTIL_WOKEN;
    }

    /** Waits until no thread is in the midst of a batch, or for ten seconds. */
    void awaitIdle() {
        try {
            if (turn.tryLock(10, TimeUnit.SECONDS)) {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forwards nothing from here on; a batch that is under way is finished. */
    void detach() {
        isDetached = true;
        subscription.close();
        outbox.remove(relay.name(), this);
        relay.forget(source, this);
    }
}
