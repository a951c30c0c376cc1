package io.litestack.job;

import java.time.Duration;
import java.util.Objects;

/** What becomes of a job after an attempt, as its handler says. */
public sealed interface Outcome {
    /** The job succeeded. */
    record Done() implements Outcome {
        private static final Done INSTANCE = new Done();
    }

    /**
     * The attempt failed and is to be repeated after a delay of the handler's choice; dead if it was the last.
     *
     * @param delay how long to wait, 0 to 36,500 days
     * @param reason why, for the job's history
     */
    record RetryIn(Duration delay, String reason) implements Outcome {
        /**
         * Checks the delay.
         *
         * @param delay see above
         * @param reason see above
         * @throws IllegalArgumentException if the delay is outside its bounds
         */
        public RetryIn {
            checkDelay(delay);
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The job is given up at once and is {@link JobState#DEAD}.
     *
     * @param reason why
     */
    record Discard(String reason) implements Outcome {
        /**
         * Checks the reason.
         *
         * @param reason see above
         */
        public Discard {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * It is too early: the job comes again later, and this attempt does not count.
     *
     * @param delay how long to wait, 0 to 36,500 days
     */
    record Snooze(Duration delay) implements Outcome {
        /**
         * Checks the delay.
         *
         * @param delay see above
         * @throws IllegalArgumentException if the delay is outside its bounds
         */
        public Snooze {
            checkDelay(delay);
        }
    }

    /**
     * The job succeeded.
     *
     * @return the outcome
     */
    static Outcome done() {
        return Done.INSTANCE;
    }

    /**
     * The attempt failed and is to be repeated.
     *
     * @param delay how long to wait, 0 to 36,500 days
     * @return the outcome
     */
    static Outcome retryIn(Duration delay) {
        return new RetryIn(delay, "the handler asked for another attempt");
    }

    /**
     * The attempt failed and is to be repeated.
     *
     * @param delay how long to wait, 0 to 36,500 days
     * @param reason why
     * @return the outcome
     */
    static Outcome retryIn(Duration delay, String reason) {
        return new RetryIn(delay, reason);
    }

    /**
     * The job is given up.
     *
     * @param reason why
     * @return the outcome
     */
    static Outcome discard(String reason) {
        return new Discard(reason);
    }

    /**
     * The job comes again later, and this attempt does not count.
     *
     * @param delay how long to wait, 0 to 36,500 days
     * @return the outcome
     */
    static Outcome snooze(Duration delay) {
        return new Snooze(delay);
    }

    private static void checkDelay(Duration delay) {
        if (delay.isNegative() || delay.toDays() > 36_500) {
            throw new IllegalArgumentException("the delay must be between 0 and 36500 days, but is " + delay);
        }
    }
}
