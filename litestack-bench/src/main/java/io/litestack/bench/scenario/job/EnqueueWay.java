package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.NumberedJobs;
import io.litestack.bench.harness.Tally;
import org.jspecify.annotations.Nullable;

/** How jobs are enqueued. */
enum EnqueueWay {
    /** One after the other, each waited for. */
    ONE_BY_ONE(1) {
        @Override
        void enqueue(NumberedJobs jobs, long number, Tally tally) {
            attempt(() -> jobs.enqueue(number), tally);
        }
    },
    /** One after the other, none waited for. */
    ASYNC(1) {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the tally is told how each of them ended
        void enqueue(NumberedJobs jobs, long number, Tally tally) {
            try {
                jobs.enqueueAsync(number).whenComplete((id, failure) -> count(failure, tally));
            } catch (Exception e) {
                tally.failed(e);
            }
        }
    },
    /** Many together. */
    BULK(1_000) {
        @Override
        void enqueue(NumberedJobs jobs, long first, Tally tally) {
            attempt(() -> jobs.enqueueAll(first, size()), tally);
        }
    };

    private final int size;

    EnqueueWay(int size) {
        this.size = size;
    }

    /** How many jobs each call enqueues. */
    int size() {
        return size;
    }

    /** Enqueues {@link #size} jobs numbered from {@code first} on, and counts them once they are stored. */
    abstract void enqueue(NumberedJobs jobs, long first, Tally tally);

    /** Something that may fail. */
    @FunctionalInterface
    private interface Call {
        void run() throws Exception;
    }

    final void attempt(Call call, Tally tally) {
        try {
            call.run();
            tally.add(size, 0);
        } catch (Exception e) {
            tally.failed(e);
            tally.add(0, size - 1);
        }
    }

    private static void count(@Nullable Throwable failure, Tally tally) {
        if (failure == null) {
            tally.done();
        } else {
            tally.failed(failure);
        }
    }
}
