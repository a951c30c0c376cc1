package io.litestack.cache;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.util.Arrays;

/**
 * Whether a load waits for that of another instance. Who cannot have an answer in 50 ms whether somebody loads does so itself, and a busy machine
 * may take longer: then a test tries again with another key.
 */
public final class LeaseWaits {
    private LeaseWaits() {}

    /** Returns once a load waits for another one, or is over; tells whether it waits. */
    public static boolean await(Background<?> load) {
        Eventually.until("it waits for the other load, or is over", () -> load.isDone() || isWaiting(load.thread()));
        return !load.isDone();
    }

    private static boolean isWaiting(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(it -> it.getClassName().endsWith(".LogSignal")
                        && it.getMethodName().equals("await"));
    }
}
