package io.litestack.cache.internal.log;

import io.litestack.cache.internal.entry.Entry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where in the log everything, each namespace, each tag and each prefix was last invalidated. An entry counts if and only if it was
 * born there or later in all that concern it.
 *
 * <p>An entry that was found to count is not looked at again until something is invalidated, whatever that is: it remembers the {@link
 * #clock} of the last look. So invalidating a tag of a million entries costs no more than one of none, and reads of untouched
 * entries cost one comparison.
 *
 * <p>While a transaction is open that will invalidate something, that is <em>suspended</em>: it does not count, since nobody knows
 * when in between the transaction commits.
 *
 * <p>Thread-safe.
 */
public final class Generations {
    private static final long NEVER_CHECKED = Long.MAX_VALUE;

    private final Map<Long, Long> namespaces = new ConcurrentHashMap<>();
    private final Map<Long, Long> tags = new ConcurrentHashMap<>();
    private final Map<Scope, Integer> suspended = new ConcurrentHashMap<>();
    private volatile Map<Scope, Long> prefixes = Map.of();
    private volatile long everything;

    /** What was invalidated up to here is forgotten, since the file has no such rows any more. Grows before anything is forgotten. */
    private volatile long forgottenUpTo;

    /** What was invalidated up to here may be forgotten soon. Grows before it is looked how old what waits in memory is. */
    private volatile long forgettableUpTo;

    /** The newest of all. Guarded by this. */
    private long newest;

    /** The newest of all, or {@link #NEVER_CHECKED} while something is suspended. */
    private volatile long clock;

    /** Whether nothing has invalidated an entry. */
    public boolean isAlive(Entry entry) {
        return entry.checkedUpTo() >= clock || isAliveNow(entry);
    }

    private boolean isAliveNow(Entry entry) {
        long asOf = clock;
        if (!isYoungEnough(entry) || isSuspended(entry) || isOfUnknownAge(entry)) {
            return false;
        }
        if (asOf != NEVER_CHECKED) {
            entry.checkedUpTo(asOf);
        }
        return true;
    }

    private boolean isYoungEnough(Entry entry) {
        long born = entry.born();
        if (born < everything || born < namespaces.getOrDefault(entry.key().namespace(), 0L)) {
            return false;
        }
        for (long tag : entry.tags()) {
            if (born < tags.getOrDefault(tag, 0L)) {
                return false;
            }
        }
        for (Map.Entry<Scope, Long> prefix : prefixes.entrySet()) {
            if (born < prefix.getValue() && prefix.getKey().isPrefixOf(entry.key())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether an entry was found before something was forgotten that may have invalidated it: it does not count, but may if it is read once
     * more. Asked last, so that whatever is forgotten shows here.
     */
    public boolean isOfUnknownAge(Entry entry) {
        long forgotten = forgottenUpTo;
        return entry.born() < forgotten && entry.checkedUpTo() < forgotten;
    }

    /**
     * Up to where in the log rows are gone from the file that were invalidated: whoever has asked for that, and reads a row then, knows so
     * much about it ({@link Entry#checkedUpTo(long)}).
     */
    public long forgottenUpTo() {
        return forgottenUpTo;
    }

    private boolean isSuspended(Entry entry) {
        return !suspended.isEmpty() && suspended.keySet().stream().anyMatch(it -> concerns(it, entry));
    }

    private static boolean concerns(Scope scope, Entry entry) {
        return switch (scope.kind()) {
            case Scope.EVERYTHING -> true;
            case Scope.NAMESPACE -> scope.hash() == entry.key().namespace();
            case Scope.TAG -> {
                boolean isTagged = false;
                for (long tag : entry.tags()) {
                    isTagged |= tag == scope.hash();
                }
                yield isTagged;
            }
            default -> scope.isPrefixOf(entry.key());
        };
    }

    /** Whether something has invalidated an entry for good; what is suspended does not count here. */
    public boolean isOutdated(Entry entry) {
        return !isYoungEnough(entry);
    }

    /** Something was invalidated at a place of the log. Doing it again changes nothing. */
    public synchronized void invalidate(Scope scope, long seq) {
        switch (scope.kind()) {
            case Scope.EVERYTHING -> everything = Math.max(everything, seq);
            case Scope.NAMESPACE -> namespaces.merge(scope.hash(), seq, Math::max);
            case Scope.TAG -> tags.merge(scope.hash(), seq, Math::max);
            default -> {
                Map<Scope, Long> more = new ConcurrentHashMap<>(prefixes);
                more.merge(scope, seq, Math::max);
                prefixes = more;
            }
        }
        newest = Math.max(newest, seq);
        tick();
    }

    /** Something may be invalidated by a transaction; {@link #resume} ends that. */
    public synchronized void suspend(Scope scope) {
        suspended.merge(scope, 1, Integer::sum);
        tick();
    }

    public synchronized void resume(Scope scope) {
        suspended.computeIfPresent(scope, (it, times) -> times == 1 ? null : times - 1);
        tick();
    }

    /** Last, so that whoever sees the new time sees what it is about. */
    private void tick() {
        clock = suspended.isEmpty() ? newest : NEVER_CHECKED;
    }

    /** The newest generation. */
    public synchronized long newest() {
        return newest;
    }

    /** The oldest generation, or what no generation is. */
    public synchronized long oldest() {
        return Stream.of(namespaces, tags, prefixes)
                .flatMap(it -> it.values().stream())
                .min(Long::compare)
                .orElse(Long.MAX_VALUE);
    }

    /** How many there are. */
    public int size() {
        return namespaces.size() + tags.size() + prefixes.size();
    }

    /**
     * Says that all up to a place of the log will be forgotten, once it is known that nothing in memory is as old. What comes into memory from
     * now on must not be: see {@link #isTooOldToWait}.
     */
    public void prepareToForget(long seq) {
        forgettableUpTo = Math.max(forgettableUpTo, seq);
    }

    /**
     * Whether an entry that was made at a place of the log comes too late to wait for being written: what has invalidated it may be forgotten
     * by then. To be asked when it can be seen among those that wait, or when the load that has brought it can be seen.
     */
    public boolean isTooOldToWait(long born) {
        return born < forgettableUpTo;
    }

    /** A place of the log at which an entry is not too old to wait. */
    public long forgettableUpTo() {
        return forgettableUpTo;
    }

    /** Forgets all up to a place of the log, which no entry is older than any more. */
    public synchronized void forgetUpTo(long seq) {
        forgottenUpTo = Math.max(forgottenUpTo, seq);
        Stream.of(namespaces, tags).forEach(it -> it.values().removeIf(born -> born <= seq));
        Map<Scope, Long> fewer = new ConcurrentHashMap<>(prefixes);
        fewer.values().removeIf(born -> born <= seq);
        prefixes = fewer;
    }

    /** What is suspended now, for messages. */
    List<Scope> suspended() {
        return List.copyOf(suspended.keySet());
    }
}
