package io.litestack.test;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A wall clock that stands still until the test moves it. It is given to stores as {@code StoreConfig.Builder.clock}, and then
 * moves whatever they take from it: the times at which jobs and schedules are due, waits before retries, expiries, windows of
 * rates and of unique jobs. Spans that are measured, such as timeouts and waits for a lock, go on in real time. Retentions of jobs
 * and messages do not end by it: what deletes for good believes no clock that has jumped until an hour has passed in truth.
 *
 * <pre>{@code
 * clock.advance(Duration.ofHours(1));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TestClock implements InstantSource {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Instant now;

    private TestClock(Instant now) {
        this.now = now;
    }

    /**
     * Makes a clock that shows a time.
     *
     * @param time the time
     * @return the clock
     * @throws IllegalArgumentException if that is not in the years 1 to 9999
     */
    public static TestClock at(Instant time) {
        return new TestClock(checked(Objects.requireNonNull(time, "time")));
    }

    /**
     * Makes a clock that shows the time at which it is made, in whole milliseconds.
     *
     * @return the clock
     */
    public static TestClock atNow() {
        return new TestClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Moves it on. What becomes due is done by whoever has its turn: by workers soon, by {@link TestJobs#drain()} when it is
     * called, in inline mode before this returns.
     *
     * @param span by how much; a negative one sets it back, as the clock of a machine may be
     * @return this
     * @throws IllegalArgumentException if it would not show a time in the years 1 to 9999 then; it stays where it is
     */
    public TestClock advance(Duration span) {
        Objects.requireNonNull(span, "span");
        synchronized (this) {
            now = plus(now, span);
        }
        listeners.forEach(Runnable::run);
        return this;
    }

    /**
     * Sets it, as {@link #advance}.
     *
     * @param time the time that it shows from now on
     * @return this
     * @throws IllegalArgumentException if that is not in the years 1 to 9999
     */
    public TestClock set(Instant time) {
        Objects.requireNonNull(time, "time");
        synchronized (this) {
            now = checked(time);
        }
        listeners.forEach(Runnable::run);
        return this;
    }

    private static Instant plus(Instant time, Duration span) {
        try {
            return checked(time.plus(span));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("the clock shows " + time + " and cannot be moved by " + span, e);
        }
    }

    /** Stores keep milliseconds, and add to them. */
    private static Instant checked(Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException(
                    "the clock can show " + EARLIEST + " to " + LATEST + ", but not " + time);
        }
        return time;
    }

    /** Has something run after each move. */
    void onMove(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public String toString() {
        return "TestClock[" + now + "]";
    }
}
