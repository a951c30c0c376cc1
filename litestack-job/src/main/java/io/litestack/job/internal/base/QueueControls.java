package io.litestack.job.internal.base;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the table says of queues that are not worked on as the settings say, as these workers have read it last. Thread-safe.
 */
public final class QueueControls {
    /**
     * What it says of one queue.
     *
     * @param isPaused whether no job of it is to be begun
     * @param concurrency how many of its jobs run at a time, 0 for as many as the settings say
     */
    public record Control(boolean isPaused, int concurrency) {}

    private static final Control NONE = new Control(false, 0);

    private volatile Map<String, Control> byQueue = Map.of();

    /** Sets all of it; returns whether something is different now. */
    public boolean set(Map<String, Control> now) {
        Map<String, Control> copy = Map.copyOf(now);
        boolean isChanged = !copy.equals(byQueue);
        byQueue = copy;
        return isChanged;
    }

    /** The queues of which something is said. */
    public Set<String> queues() {
        return byQueue.keySet();
    }

    public boolean isPaused(String queue) {
        Map<String, Control> now = byQueue;
        return !now.isEmpty() && of(now, queue).isPaused();
    }

    /** 0 for as many as the settings say. */
    public int concurrency(String queue) {
        Map<String, Control> now = byQueue;
        return now.isEmpty() ? 0 : of(now, queue).concurrency();
    }

    private static Control of(Map<String, Control> now, String queue) {
        @Nullable Control control = now.get(queue);
        return control == null ? NONE : control;
    }
}
