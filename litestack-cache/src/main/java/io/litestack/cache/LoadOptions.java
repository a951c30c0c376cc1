package io.litestack.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * How a value is loaded, and kept once it is. Immutable. {@link #standard} and {@link #expiringAfter} make one; each method
 * {@code with…} returns a changed copy.
 *
 * <pre>{@code
 * LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(1)).withStaleWhileRevalidate(Duration.ofMinutes(5));
 * Page page = pages.get("/", options, () -> render("/"));
 * }</pre>
 *
 * <p>These are arguments of a call, and not settings: what is outside its bounds is refused with an {@link
 * IllegalArgumentException}. Those who read the same key should agree on them.
 *
 * @param entry how the loaded value is kept. Its {@code staleFor} is taken for at least as long as the two spans below say.
 *     Default {@link EntryOptions#standard}.
 * @param staleWhileRevalidate for how long after its end a value is returned at once while another is loaded in the background. 0
 *     to 36,500 days; default zero, which means that an expired value is a miss.
 * @param staleIfError for how long after its end a value is returned if the loader fails. 0 to 36,500 days; default zero.
 * @param refreshAhead the part of an entry's time after which a read has it loaded anew in the background, while it still counts:
 *     0.8 for its last fifth. More than 0 and less than 1; default 0, which means never. An entry that nobody reads is not
 *     refreshed.
 * @param earlyRefresh how eagerly one of many readers, chosen at random, loads anew shortly before the end, the sooner the longer
 *     the last load took, so that they do not all miss at once ("XFetch", Vattani, Chierichetti and Lowenstein 2015); 1 is a good
 *     value, more is sooner. 0 to 100; default 0, which means never.
 * @param nullExpiry how long a loader's null is kept; {@link TypedCache#find(String, LoadOptions, Loader)} then does not ask again.
 *     1 ms to 36,500 days; default empty, which means that a null is not kept.
 * @param isAcrossProcesses whether at most one process loads a key at a time, as far as that can be had: the others wait for its
 *     value. It costs two commits a miss. Default false: one thread a process.
 */
public record LoadOptions(
        EntryOptions entry,
        Duration staleWhileRevalidate,
        Duration staleIfError,
        double refreshAhead,
        double earlyRefresh,
        Optional<Duration> nullExpiry,
        boolean isAcrossProcesses) {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final double MOST_EAGER = 100;
    private static final LoadOptions STANDARD =
            new LoadOptions(EntryOptions.standard(), Duration.ZERO, Duration.ZERO, 0, 0, Optional.empty(), false);

    /**
     * Checks everything.
     *
     * @param entry see above
     * @param staleWhileRevalidate see above
     * @param staleIfError see above
     * @param refreshAhead see above
     * @param earlyRefresh see above
     * @param nullExpiry see above
     * @param isAcrossProcesses see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public LoadOptions {
        checkSpan("staleWhileRevalidate", staleWhileRevalidate);
        checkSpan("staleIfError", staleIfError);
        EntryOptions.check(
                refreshAhead >= 0 && refreshAhead < 1,
                "refreshAhead",
                "0, or more than 0 and less than 1",
                refreshAhead);
        EntryOptions.check(
                earlyRefresh >= 0 && earlyRefresh <= MOST_EAGER, "earlyRefresh", "0 to " + MOST_EAGER, earlyRefresh);
        nullExpiry.ifPresent(it -> EntryOptions.checkExpiry("nullExpiry", it));
        Duration longest = staleWhileRevalidate.compareTo(staleIfError) > 0 ? staleWhileRevalidate : staleIfError;
        if (entry.staleFor().compareTo(longest) < 0) {
            entry = entry.withStaleFor(longest);
        }
    }

    private static void checkSpan(String field, Duration value) {
        EntryOptions.check(
                !value.isNegative() && value.compareTo(LONGEST) <= 0,
                field,
                "0 to " + LONGEST.toDays() + " days",
                value);
    }

    /**
     * Returns the default options.
     *
     * @return always the same options
     */
    public static LoadOptions standard() {
        return STANDARD;
    }

    /**
     * Returns the default options with an expiry.
     *
     * @param time how long a loaded value counts, 1 ms to 36,500 days
     * @return the options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public static LoadOptions expiringAfter(Duration time) {
        return of(EntryOptions.expiringAfter(time));
    }

    /**
     * Returns the default options for a value that is kept in a certain way.
     *
     * @param entry how a loaded value is kept
     * @return the options
     */
    public static LoadOptions of(EntryOptions entry) {
        return STANDARD.withEntry(entry);
    }

    /**
     * Returns these options for values that are kept in another way.
     *
     * @param value how a loaded value is kept
     * @return the changed options
     */
    public LoadOptions withEntry(EntryOptions value) {
        return new LoadOptions(
                value, staleWhileRevalidate, staleIfError, refreshAhead, earlyRefresh, nullExpiry, isAcrossProcesses);
    }

    /**
     * Returns these options with tags for the loaded value.
     *
     * @param words the tags; they replace those that these options have
     * @return the changed options
     * @throws IllegalArgumentException if they are more than 32, or one is not 1 to 200 bytes long
     */
    public LoadOptions withTags(String... words) {
        return withEntry(entry.withTags(words));
    }

    /**
     * Returns these options for a value that is made of tables of the application; see {@link EntryOptions#dependsOn}.
     *
     * @param names names of tables, at most 32; they replace those that these options have
     * @return the changed options
     * @throws IllegalArgumentException if they are more than 32, or one is empty
     */
    public LoadOptions dependsOn(String... names) {
        return withEntry(entry.dependsOn(names));
    }

    /**
     * Returns these options with a span in which an expired value is returned while another is loaded.
     *
     * @param time how long after its end, 0 to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public LoadOptions withStaleWhileRevalidate(Duration time) {
        return new LoadOptions(entry, time, staleIfError, refreshAhead, earlyRefresh, nullExpiry, isAcrossProcesses);
    }

    /**
     * Returns these options with a span in which an expired value is returned if the loader fails.
     *
     * @param time how long after its end, 0 to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public LoadOptions withStaleIfError(Duration time) {
        return new LoadOptions(
                entry, staleWhileRevalidate, time, refreshAhead, earlyRefresh, nullExpiry, isAcrossProcesses);
    }

    /**
     * Returns these options with a refresh before the end.
     *
     * @param part the part of an entry's time after which a read has it loaded anew, 0 for never
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public LoadOptions withRefreshAhead(double part) {
        return new LoadOptions(
                entry, staleWhileRevalidate, staleIfError, part, earlyRefresh, nullExpiry, isAcrossProcesses);
    }

    /**
     * Returns these options with an early refresh by chance.
     *
     * @param eagerness 1 for the usual, 0 for never
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public LoadOptions withEarlyRefresh(double eagerness) {
        return new LoadOptions(
                entry, staleWhileRevalidate, staleIfError, refreshAhead, eagerness, nullExpiry, isAcrossProcesses);
    }

    /**
     * Returns these options for a loader whose null is kept.
     *
     * @param time how long it is kept, 1 ms to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public LoadOptions withNullExpiry(Duration time) {
        return new LoadOptions(
                entry,
                staleWhileRevalidate,
                staleIfError,
                refreshAhead,
                earlyRefresh,
                Optional.of(time),
                isAcrossProcesses);
    }

    /**
     * Returns these options for a load that one process makes for all.
     *
     * @return the changed options
     */
    public LoadOptions acrossProcesses() {
        return new LoadOptions(entry, staleWhileRevalidate, staleIfError, refreshAhead, earlyRefresh, nullExpiry, true);
    }
}
