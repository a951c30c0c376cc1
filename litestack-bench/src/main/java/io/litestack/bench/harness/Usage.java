package io.litestack.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** What this process uses of the machine. */
public final class Usage {
    /** The last writes are copied into the database file after five seconds of silence. */
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(7);

    private Usage() {}

    /** Lets whatever was begun come to its end before an idle window. */
    public static void settle(Timing timing) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long) (SETTLING_NANOS * timing.scale()));
    }

    /** The processor time that this process has used since it began, on all threads, in milliseconds. */
    public static double processorMillis() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e6;
    }

    /** Waits for a window and returns how many milliseconds of processor time this process used meanwhile. */
    public static double idleMillis(Timing timing) throws InterruptedException {
        double before = processorMillis();
        TimeUnit.NANOSECONDS.sleep(timing.window().toNanos());
        return processorMillis() - before;
    }
}
