package io.litestack.bench.scenario.cable.clients;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers the messages of a trial. Thread-safe. */
final class Numbers {
    private final AtomicLong last = new AtomicLong(-1);

    /** The next message. */
    String next(long dueNanos) {
        return Mark.of(last.incrementAndGet(), dueNanos);
    }

    long count() {
        return last.get() + 1;
    }
}
