package io.litestack.bench.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * How the machine stands just before a trial, so that a row can be told from the noise around it. Immutable.
 *
 * @param flushMicros the median time of an append of one page and its flush to disk
 * @param load the load average of the last minute; negative where it is not known
 */
public record Canary(double flushMicros, double load) {
    private static final int FLUSHES = 51;
    private static final int PAGE = 4096;

    /** Looks at the machine and the disk under {@code folder}. */
    public static Canary look(Path folder) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Canary(flushMicros(folder.resolve("canary")), load);
    }

    private static double flushMicros(Path file) throws IOException {
        long[] nanos = new long[FLUSHES];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < FLUSHES; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(PAGE));
                channel.force(false);
                nanos[i] = System.nanoTime() - start;
            }
        }
        Files.delete(file);
        Arrays.sort(nanos);
        return nanos[FLUSHES / 2] / 1e3;
    }
}
