package io.litestack.job.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks for ready jobs in the table when there is news of some, and a while after a failure. */
final class ReadyJobs {
    private static final long LATER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final List<Intake> intakes;
    private final Runnable onLook;
    private volatile boolean isNews;
    private volatile boolean isLaterWanted;
    private boolean isLater;
    private long laterAt;

    ReadyJobs(SqliteJobWorkers workers, Engine engine, List<Intake> intakes, Runnable onLook) {
        this.workers = workers;
        this.engine = engine;
        this.intakes = intakes;
        this.onLook = onLook;
    }

    /** Some may have become ready. */
    void hasNews() {
        isNews = true;
    }

    boolean isNews() {
        return isNews;
    }

    /** Something failed: it is looked for again, though not at once. */
    void lookLater() {
        isLaterWanted = true;
    }

    /** On a worker's thread. */
    void lookHere() {
        look(Intake::lookHere);
    }

    /** On the loop; returns in how many nanoseconds to be called again. */
    long upkeep() {
        long now = engine.ticks();
        if (isLaterWanted) {
            isLaterWanted = false;
            isLater = true;
            laterAt = now + LATER_NANOS;
        }
        if (isLater && laterAt - now <= 0) {
            isLater = false;
            isNews = true;
        }
        look(Intake::look);
        return isLater ? laterAt - now : LATER_NANOS;
    }

    /** A queue that cannot be looked at now is looked at again in a while, and keeps no other from its turn. */
    private void look(Consumer<Intake> way) {
        if (!isNews) {
            return;
        }
        // before the look: news that come during it are not covered by it
        isNews = false;
        onLook.run();
        for (Intake intake : intakes) {
            try {
                look(intake, way);
            } catch (RuntimeException | Error e) {
                workers.trouble(
                        "looking for ready jobs of queue " + intake.config().name(), e);
            }
        }
    }

    private void look(Intake intake, Consumer<Intake> way) {
        if (!intake.hasRoom() || intake.isWorking() || isAnyReady(intake)) {
            intake.hasNews();
            way.accept(intake);
        }
    }

    /** A look costs less than a claim in vain, which keeps the other processes from writing. */
    private boolean isAnyReady(Intake intake) {
        return engine.store()
                .queryFirst(
                        JobSql.IS_ANY_READY,
                        row -> row.getInt(1),
                        intake.config().name(),
                        engine.handlers().types().json())
                .isPresent();
    }
}
