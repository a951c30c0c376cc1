package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.NumberedJobs;
import io.litestack.bench.harness.Runs;
import io.litestack.bench.rival.DbSchedulerRival;
import io.litestack.bench.rival.JobRunrRival;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.sql.SQLException;

/** Job queues that a user would pick instead. */
enum Peer {
    /** The quicker one, so that most rows compare with it. */
    DB_SCHEDULER(DbSchedulerRival.NAME, "") {
        @Override
        NumberedJobs start(Path folder, Sync sync, Runs runs) throws SQLException {
            return DbSchedulerRival.start(folder, sync, runs);
        }
    },
    /** The better known one. */
    JOB_RUNR(JobRunrRival.NAME, "-jobrunr") {
        @Override
        NumberedJobs start(Path folder, Sync sync, Runs runs) {
            return JobRunrRival.start(folder, sync, runs);
        }
    };

    private final String title;
    private final String suffix;

    Peer(String title, String suffix) {
        this.title = title;
        this.suffix = suffix;
    }

    /** Its name, for the report. */
    String title() {
        return title;
    }

    /** What the names of its rows end with. */
    String suffix() {
        return suffix;
    }

    /** Starts it in a folder of its own. */
    abstract NumberedJobs start(Path folder, Sync sync, Runs runs) throws SQLException;
}
