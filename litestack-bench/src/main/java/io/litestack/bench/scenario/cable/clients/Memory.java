package io.litestack.bench.scenario.cable.clients;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process, in megabytes. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /** What is left in the heap after a collection. */
    static double liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) (1 << 20);
    }

    /** What the system counts, which is more than what is in use: the heap with its garbage, code, threads. */
    static double resident() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(it -> it.startsWith("VmRSS:"))
                .mapToDouble(it -> Double.parseDouble(it.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
