package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Load;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** A handler that takes down how late messages are and how many. Its figures are read after the end. */
final class Deliveries implements Consumer<byte[]> {
    private static final long PATIENCE_SECONDS = 60;

    private final Histogram late = Load.histogram();
    private final AtomicLong count = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void accept(byte[] message) {
        long due = Stamp.read(message);
        if (due == Stamp.END) {
            end.countDown();
            return;
        }
        if (due != Stamp.UNCOUNTED) {
            late.recordValue(Math.max(0, System.nanoTime() - due));
        }
        add(message.length);
    }

    /** A message has come, whatever it says. */
    void add(int bytes) {
        if (bytes != Stamp.BYTES) {
            throw new IllegalStateException("a message of " + bytes + " bytes has come");
        }
        // one at a time
        count.setRelease(count.getPlain() + 1);
    }

    /** How many have come. */
    long count() {
        return count.getAcquire();
    }

    /** Waits until so many have come. */
    void await(long messages) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (count() < messages) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IllegalStateException("only " + count() + " of " + messages + " messages have come");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Waits for the last message. */
    void awaitEnd() throws InterruptedException {
        if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the last message has not come");
        }
    }

    double micros(double percentile) {
        return late.getValueAtPercentile(percentile) / 1e3;
    }
}
