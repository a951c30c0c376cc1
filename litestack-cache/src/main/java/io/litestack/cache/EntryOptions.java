package io.litestack.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an entry is kept. Immutable. {@link #standard} and {@link #expiringAfter} make one; each method {@code with…} returns a
 * changed copy.
 *
 * <pre>{@code
 * cache.put("user:42", user, EntryOptions.expiringAfter(Duration.ofMinutes(10)).withTags("users", "team:7"));
 * }</pre>
 *
 * <p>These are arguments of a call, and not settings: what is outside its bounds is refused with an {@link
 * IllegalArgumentException}.
 *
 * @param expireAfterWrite how long the entry counts from its write on. Not together with the other two. 1 ms to 36,500 days;
 *     default empty, which means {@link CacheConfig#defaultExpiry}.
 * @param expireAfterAccess how long the entry counts from its last read on. Not together with the other two. A read prolongs it only
 *     if that makes a difference of more than an eighth of it. That is written down some times a second, so where it is less than a
 *     second it holds in the memory of the process that reads. 1 ms to 36,500 days; default empty, which means that reads prolong
 *     nothing.
 * @param expireAt from when on the entry does not count any more, by the wall clock; at once if that is past. Not together with
 *     the other two. At most the year 2200; default empty.
 * @param staleFor how long the value is kept beyond its end, for those who rather have an old one: {@link Lookup.Stale}. 0 to
 *     36,500 days; default zero.
 * @param tags words by which many entries are invalidated at once with {@link CacheNamespace#evictTag}. At most 32, of 1 to 200
 *     bytes each; default none.
 * @param tables tables of the application whose every change invalidates the entry, whoever makes it; see {@link #dependsOn}. At most
 *     32; default none.
 * @param isDurable whether a put returns only once it is committed, and flushed if the store's {@link io.litestack.core.Sync} asks
 *     for that; it then throws what prevents it. Default false.
 */
public record EntryOptions(
        Optional<Duration> expireAfterWrite,
        Optional<Duration> expireAfterAccess,
        Optional<Instant> expireAt,
        Duration staleFor,
        List<String> tags,
        List<String> tables,
        boolean isDurable) {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final int MOST_TAGS = 32;
    private static final int LONGEST_TAG = 200;
    private static final EntryOptions STANDARD = new EntryOptions(
            Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO, List.of(), List.of(), false);

    /**
     * Checks everything.
     *
     * @param expireAfterWrite see above
     * @param expireAfterAccess see above
     * @param expireAt see above
     * @param staleFor see above
     * @param tags see above
     * @param tables see above
     * @param isDurable see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public EntryOptions {
        expireAfterWrite.ifPresent(it -> checkExpiry("expireAfterWrite", it));
        expireAfterAccess.ifPresent(it -> checkExpiry("expireAfterAccess", it));
        long ends = Stream.of(expireAfterWrite, expireAfterAccess, expireAt)
                .filter(Optional::isPresent)
                .count();
        check(
                ends <= 1,
                "expireAfterWrite, expireAfterAccess and expireAt",
                "at most one of them given",
                ends + " of them");
        expireAt.ifPresent(it -> check(!it.isAfter(LATEST), "expireAt", "at most in the year 2200", it));
        check(
                !staleFor.isNegative() && staleFor.compareTo(LONGEST) <= 0,
                "staleFor",
                "0 to " + LONGEST.toDays() + " days",
                staleFor);
        tags = List.copyOf(tags);
        check(tags.size() <= MOST_TAGS, "tags", "at most " + MOST_TAGS, tags.size());
        tags.forEach(EntryOptions::checkTag);
        tables = List.copyOf(tables);
        check(tables.size() <= MOST_TAGS, "tables", "at most " + MOST_TAGS, tables.size());
        tables.forEach(it -> check(
                !it.isBlank() && it.length() <= LONGEST_TAG,
                "the name of a table",
                "1 to " + LONGEST_TAG + " characters long",
                it.length()));
    }

    private static List<String> listed(String what, String[] texts) {
        for (String text : texts) {
            Objects.requireNonNull(text, what);
        }
        return List.of(texts);
    }

    static void checkExpiry(String field, Duration value) {
        check(
                value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(LONGEST) <= 0,
                field,
                "1 ms to " + LONGEST.toDays() + " days",
                value);
    }

    static void checkTag(String tag) {
        int bytes = tag.getBytes(StandardCharsets.UTF_8).length;
        check(bytes >= 1 && bytes <= LONGEST_TAG, "a tag", "1 to " + LONGEST_TAG + " bytes long", bytes);
    }

    static void check(boolean isGood, String field, String bound, Object value) {
        if (!isGood) {
            throw new IllegalArgumentException(field + " must be " + bound + ", but is " + value);
        }
    }

    /**
     * Returns the default options: the cache's own expiry, no tags.
     *
     * @return always the same options
     */
    public static EntryOptions standard() {
        return STANDARD;
    }

    /**
     * Returns the default options with an expiry.
     *
     * @param time how long the entry counts from its write on, 1 ms to 36,500 days
     * @return the options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public static EntryOptions expiringAfter(Duration time) {
        return STANDARD.withExpireAfterWrite(time);
    }

    /**
     * Returns these options with an expiry that counts from the write on; another kind of expiry is dropped.
     *
     * @param time how long the entry counts, 1 ms to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EntryOptions withExpireAfterWrite(Duration time) {
        return new EntryOptions(
                Optional.of(time), Optional.empty(), Optional.empty(), staleFor, tags, tables, isDurable);
    }

    /**
     * Returns these options with an expiry that counts from the last read on; another kind of expiry is dropped.
     *
     * @param time how long the entry counts without a read, 1 ms to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EntryOptions withExpireAfterAccess(Duration time) {
        return new EntryOptions(
                Optional.empty(), Optional.of(time), Optional.empty(), staleFor, tags, tables, isDurable);
    }

    /**
     * Returns these options with an end at an instant; another kind of expiry is dropped.
     *
     * @param time from when on the entry does not count any more, at most the year 2200
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EntryOptions withExpireAt(Instant time) {
        return new EntryOptions(
                Optional.empty(), Optional.empty(), Optional.of(time), staleFor, tags, tables, isDurable);
    }

    /**
     * Returns these options with a span during which the expired value is still to be had.
     *
     * @param time how long it is kept beyond its end, 0 to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EntryOptions withStaleFor(Duration time) {
        return new EntryOptions(expireAfterWrite, expireAfterAccess, expireAt, time, tags, tables, isDurable);
    }

    /**
     * Returns these options with tags.
     *
     * @param words the tags; they replace those that these options have
     * @return the changed options
     * @throws IllegalArgumentException if they are more than 32, or one is not 1 to 200 bytes long
     */
    public EntryOptions withTags(String... words) {
        return new EntryOptions(
                expireAfterWrite, expireAfterAccess, expireAt, staleFor, listed("a tag", words), tables, isDurable);
    }

    /**
     * Returns these options for an entry that is made of tables of the application: each row that is inserted, updated or deleted in one of
     * them invalidates it, also if the sqlite3 shell or a program in another language does that. It takes triggers on these tables, which
     * are made at the first use, and so the cache must be in the application's own file. The triggers cost each changed row about as much
     * as another row; a change is seen within {@link CacheConfig#maxStaleness} after its commit, also in the process that makes it.
     * (For changes that the application makes itself, {@link CacheNamespace#evictTag(io.litestack.core.Transaction, String)} costs less and
     * is seen at once.) A {@code DELETE} without {@code WHERE} fires them;
     * what writes to the file without SQLite does not. A table that is dropped, made anew or renamed loses its triggers: they are made
     * again, and its entries invalidated, within a second.
     *
     * @param names names of tables, at most 32; they replace those that these options have
     * @return the changed options
     * @throws IllegalArgumentException if they are more than 32, or one is empty
     */
    public EntryOptions dependsOn(String... names) {
        return new EntryOptions(
                expireAfterWrite,
                expireAfterAccess,
                expireAt,
                staleFor,
                tags,
                listed("the name of a table", names),
                isDurable);
    }

    /**
     * Returns these options for a put that waits until it is committed.
     *
     * @return the changed options
     */
    public EntryOptions durable() {
        return new EntryOptions(expireAfterWrite, expireAfterAccess, expireAt, staleFor, tags, tables, true);
    }
}
