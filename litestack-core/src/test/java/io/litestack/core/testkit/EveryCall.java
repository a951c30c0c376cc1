package io.litestack.core.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Repeats a run with the fault at the first call, the second, the third … until there is no such call any more. */
public final class EveryCall {
    private static final int MOST = 200;

    /** One run. */
    @FunctionalInterface
    public interface Run {
        /** Runs with the fault at the {@code n}th call and returns whether it fired. */
        boolean at(int n) throws Exception;
    }

    private EveryCall() {}

    /** Does all runs, two at a time, and returns how many faults fired. */
    public static int of(Run run) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger fired = new AtomicInteger();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ends.add(two.submit(() -> {
                    for (int n = next.incrementAndGet(); !isOver.get(); n = next.incrementAndGet()) {
                        if (n > MOST) {
                            throw new AssertionError("more than " + MOST + " calls");
                        }
                        if (run.at(n)) {
                            fired.incrementAndGet();
                        } else {
                            isOver.set(true);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
            return fired.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            two.shutdownNow();
        }
    }
}
