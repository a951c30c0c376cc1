package io.litestack.job;

import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** The contracts, kept by the queue on SQLite. */
@Timeout(120)
class SqliteJobQueueTest {
    private static JobConfig.Builder on(JobContract test, Sync sync) {
        return JobConfig.builder(StoreConfig.builder(test.folder.resolve("jobs.db"))
                .sync(sync)
                .clock(test.clock)
                .ticker(test.ticker)
                .build());
    }

    @Nested
    class Enqueueing extends EnqueueContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class EnqueueingAtFull extends EnqueueContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.FULL);
        }
    }

    @Nested
    class Outcomes extends OutcomeContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class Administration extends AdminContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class Stopping extends StopContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class StoppedJobs extends StoppedJobContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class Schedules extends ScheduleContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class UniqueJobs extends UniqueContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class Control extends ControlContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class Limits extends LimitContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class Rules extends RuleContract {
        @Override
        JobConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }
}
