package io.litestack.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A bound on how many jobs of one key run at a time, how many start in a span of time, or both; and how they share it. Immutable.
 * {@link #concurrency}, {@link #rate} and {@link #fairShare} make one; the other methods return a changed copy. {@link
 * EnqueueOptions#withLimit} and {@link JobType#withDefaults} use it.
 *
 * <pre>{@code
 * Limit.concurrency("customer", 2).perField("customerId")   // two at a time for each customer
 * Limit.rate("mail-provider", 10, Duration.ofSeconds(1))    // ten in any second, of all types that name it
 * }</pre>
 *
 * <p>It holds for all processes that work on the file. Jobs that have to wait are {@link JobState#BLOCKED}; they go on in the
 * order of their priority and age. What counts is in the table: a slot is free again when a job has ended or its process has
 * died, and starts are remembered over a restart. Where jobs name the same key with different numbers, the numbers of the one
 * that was enqueued last count for all.
 *
 * @param name what the key begins with, 1 to 200 bytes; jobs of all types and queues that name it share the limit
 * @param fields the fields of the payload whose values are a part of the key, such as {@code customerId} or {@code
 *     address.city}; the payload must be written as a JSON object then. At most 16, default none.
 * @param concurrency how many run at a time, 1 to 1,000,000; empty for any number
 * @param rate how many start in any window, 1 to 1,000,000; empty for any number
 * @param window how long the window is, 10 ms to 365 days; of no meaning without a rate
 * @param tenant whose share it is, at most 200 bytes: tenants take turns, whatever the number and age of their jobs, and
 *     priorities count only among the jobs of one tenant. Default empty: no turns.
 * @param tenantField the field of the payload that says whose share it is, in place of {@code tenant}
 */
public record Limit(
        String name,
        List<String> fields,
        OptionalInt concurrency,
        OptionalInt rate,
        Duration window,
        Optional<String> tenant,
        Optional<String> tenantField) {
    private static final int MOST = 1_000_000;

    /**
     * Checks everything.
     *
     * @param name see above
     * @param fields see above
     * @param concurrency see above
     * @param rate see above
     * @param window see above
     * @param tenant see above
     * @param tenantField see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public Limit {
        check(!name.isEmpty() && bytes(name) <= 200, "name", "1 to 200 bytes", JobType.shortened(name));
        fields = List.copyOf(fields);
        check(fields.size() <= 16, "fields", "at most 16", fields.size());
        concurrency.ifPresent(it -> check(it >= 1 && it <= MOST, "concurrency", "1 to 1000000", it));
        rate.ifPresent(it -> check(it >= 1 && it <= MOST, "rate", "1 to 1000000", it));
        check(
                window.compareTo(Duration.ofMillis(10)) >= 0 && window.compareTo(Duration.ofDays(365)) <= 0,
                "window",
                "10 ms to 365 days",
                window);
        tenant.ifPresent(it -> check(bytes(it) <= 200, "tenant", "at most 200 bytes", JobType.shortened(it)));
        check(tenant.isEmpty() || tenantField.isEmpty(), "tenantField", "empty if there is a tenant", tenantField);
        check(
                concurrency.isPresent() || rate.isPresent() || tenant.isPresent() || tenantField.isPresent(),
                "concurrency",
                "given if there is neither rate nor tenant",
                concurrency);
    }

    private static void check(boolean isGood, String field, String bound, Object value) {
        if (!isGood) {
            throw new IllegalArgumentException(field + " of Limit must be " + bound + ", but is " + value);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Limit of(String name, OptionalInt concurrency, OptionalInt rate, Duration window) {
        return new Limit(name, List.of(), concurrency, rate, window, Optional.empty(), Optional.empty());
    }

    /**
     * At most so many at a time.
     *
     * @param name what the key begins with
     * @param most how many run at a time
     * @return the limit
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public static Limit concurrency(String name, int most) {
        return of(name, OptionalInt.of(most), OptionalInt.empty(), Duration.ofSeconds(1));
    }

    /**
     * At most so many starts in any window of a length.
     *
     * @param name what the key begins with
     * @param most how many start
     * @param window how long the window is
     * @return the limit
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public static Limit rate(String name, int most, Duration window) {
        return of(name, OptionalInt.empty(), OptionalInt.of(most), window);
    }

    /**
     * No bound, but turns: of the jobs that name it, those of each tenant get the same share of the workers, for as long as the
     * tenant has some. Usually the name is that of the queue.
     *
     * @param name what the key begins with
     * @param tenant whose job it is
     * @return the limit
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public static Limit fairShare(String name, String tenant) {
        return new Limit(
                name,
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Duration.ofSeconds(1),
                Optional.of(tenant),
                Optional.empty());
    }

    /**
     * As {@link #fairShare}, among the values of a field of the payload: for the defaults of a type.
     *
     * @param name what the key begins with
     * @param field which field of the payload says whose job it is
     * @return the limit
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public static Limit fairShareByField(String name, String field) {
        return new Limit(
                name,
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Duration.ofSeconds(1),
                Optional.empty(),
                Optional.of(field));
    }

    /**
     * Returns this limit for each value of some fields of the payload.
     *
     * @param names the fields, with dots between the names where they are nested
     * @return the changed limit
     * @throws IllegalArgumentException if they are more than 16
     */
    public Limit perField(String... names) {
        return new Limit(name, Arrays.asList(names), concurrency, rate, window, tenant, tenantField);
    }

    /**
     * Returns this limit with a bound on how many run at a time.
     *
     * @param most how many
     * @return the changed limit
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public Limit withConcurrency(int most) {
        return new Limit(name, fields, OptionalInt.of(most), rate, window, tenant, tenantField);
    }

    /**
     * Returns this limit with a bound on how many start in any window of a length.
     *
     * @param most how many
     * @param span how long the window is
     * @return the changed limit
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public Limit withRate(int most, Duration span) {
        return new Limit(name, fields, concurrency, OptionalInt.of(most), span, tenant, tenantField);
    }

    /**
     * Returns this limit with turns among tenants.
     *
     * @param value whose job it is
     * @return the changed limit
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public Limit withTenant(String value) {
        return new Limit(name, fields, concurrency, rate, window, Optional.of(value), Optional.empty());
    }

    /**
     * Returns this limit with turns among the values of a field of the payload.
     *
     * @param field which field says whose job it is
     * @return the changed limit
     */
    public Limit withTenantField(String field) {
        return new Limit(name, fields, concurrency, rate, window, Optional.empty(), Optional.of(field));
    }
}
