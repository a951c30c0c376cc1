package io.litestack.bench.scenario.cable.clients;

import io.litestack.bench.harness.Load;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** Takes down when each message has come to the last of all clients. Used by one thread, but for {@link #complete}. */
final class Arrivals {
    static final String P50 = "p50 to the last client";
    static final String P99 = "p99 to the last client";
    static final String COMPLETE = "messages that all have";

    private static final long PATIENCE_SECONDS = 60;

    private final int clients;
    private final Histogram late = Load.histogram();
    private final AtomicLong complete = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private int[] counts = new int[1024];

    Arrivals(int clients) {
        this.clients = clients;
    }

    void add(long number, long due, long now) {
        int index = Math.toIntExact(number);
        if (index >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(index + 1, counts.length * 2));
        }
        if (++counts[index] == clients) {
            if (due > Mark.END) {
                late.recordValue(Math.max(0, now - due));
            }
            complete.incrementAndGet();
            if (due == Mark.END) {
                end.countDown();
            }
        }
    }

    /** Waits until the last message has come to all, for as long as messages do. */
    void awaitEnd() throws InterruptedException {
        long before = -1;
        while (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            if (complete() == before) {
                throw new IllegalStateException("the last message has not come to all; " + before + " have");
            }
            before = complete();
        }
    }

    /** How many messages have come to all. */
    long complete() {
        return complete.get();
    }

    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put(COMPLETE, (double) complete());
        figures.put(P50, late.getValueAtPercentile(50) / 1e6);
        figures.put(P99, late.getValueAtPercentile(99) / 1e6);
        return figures;
    }
}
