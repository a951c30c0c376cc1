package io.litestack.examples.orders;

import io.litestack.Litestack;
import io.litestack.LitestackBuilder;
import io.litestack.db.Migrations;
import io.litestack.job.Job;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The desk: its order book, its jobs, and the hands that do them. Thread-safe. */
final class OrderDesk implements AutoCloseable {
    private static final String MIGRATIONS = "io/litestack/examples/orders/migration";
    private static final JobFilter LEFT = JobFilter.inState(JobState.READY, JobState.SCHEDULED, JobState.RUNNING);
    private static final JobFilter STUCK = JobFilter.inState(JobState.PARKED, JobState.DEAD);
    private static final int MOST_LISTED = 100;

    private final Litestack stack;
    private final Journal journal;
    private final JobQueue jobs;
    private final OrderBook book;
    private final AtomicBoolean hasGiftPaper = new AtomicBoolean();

    private OrderDesk(Litestack stack, Journal journal) {
        this.stack = stack;
        this.journal = journal;
        this.jobs = stack.jobs();
        this.book = new OrderBook(stack.db(), jobs);
    }

    /** Opens the files of the desk. Nobody works yet. */
    static OrderDesk open(Optional<Path> data, Optional<Path> config, Journal journal) {
        LitestackBuilder builder = Litestack.builder()
                .db(it -> it.migrations(Migrations.fromClassPath(MIGRATIONS)))
                .jobs(it -> it.listener(journal));
        data.ifPresent(builder::dataFolder);
        config.ifPresent(builder::config);
        return new OrderDesk(builder.open(), journal);
    }

    /** Begins to work, and goes on with what an earlier desk has left. */
    void start(Bank bank, Duration pace) {
        jobs.handle(Steps.CHARGE, new Charging(book, bank));
        jobs.handleWithOutcome(Steps.WRAP, new Wrapping(book, hasGiftPaper::get));
        jobs.handle(Steps.PACK, new Packing(book, pace));
        stack.start();
    }

    /** From now on gifts can be wrapped. */
    void bringGiftPaper() {
        hasGiftPaper.set(true);
    }

    /** Takes an order, if the customer still wants it. */
    void take(Visits.Visit visit) {
        try {
            journal.taken(book.take(visit.wanted(), visit.customer()), visit.wanted());
        } catch (ChangedMindException e) {
            journal.withdrawn(e);
        }
    }

    /** Waits until every order is shipped, or stuck with a job that needs help. */
    void awaitQuiet() throws InterruptedException {
        while (book.countOpen() > jobs.admin().count(STUCK)) {
            journal.awaitNews();
        }
    }

    /** Runs the jobs that need help again: parked ones with the attempts that they have left, dead ones from the beginning. */
    long replay() {
        return jobs.admin().unpark(JobFilter.all()) + jobs.admin().retry(JobFilter.inState(JobState.DEAD));
    }

    /** How many jobs wait or run. */
    long countLeft() {
        return jobs.admin().count(LEFT);
    }

    /** The jobs that wait or run. */
    List<Job> left() {
        return jobs.admin().find(LEFT, MOST_LISTED);
    }

    /** The jobs that need help. */
    List<Job> stuck() {
        return jobs.admin().find(STUCK, MOST_LISTED);
    }

    OrderBook book() {
        return book;
    }

    Path dataFolder() {
        return stack.dataFolder();
    }

    /** Stops working gracefully, and closes the files. */
    @Override
    public void close() {
        stack.close();
    }
}
