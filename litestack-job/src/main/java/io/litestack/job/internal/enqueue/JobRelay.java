package io.litestack.job.internal.enqueue;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.spi.outbox.OutboxMessage;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.job.DeadLetter;
import io.litestack.job.Payload;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.sql.JobData;
import java.util.List;

/**
 * Brings jobs that were enqueued in transactions of other files into the queue's own, through their outboxes. Thread-safe.
 */
public final class JobRelay implements AutoCloseable {
    private static final String KIND = "job";
    private static final String ROLE = "jobs";

    private final Enqueuer enqueuer;
    private final Relay relay;

    public JobRelay(QueueResources resources, Enqueuer enqueuer) {
        this.enqueuer = enqueuer;
        this.relay = Relay.open(resources.store(), Relay.nameFor(resources.store(), ROLE), this::apply);
    }

    /** Loads all classes that it takes to write and read what is sent, so that no transaction waits for that. */
    public static void prepare() {
        NewJob job = new NewJob(new JobData("", "", 0, 0, 0, new byte[0], null, null), JobRuleSet.NONE, 0);
        JobTemplate.decode(job.template().encode());
    }

    public void attach(Store source) {
        relay.attach(source);
    }

    /** Sends a job as a part of a transaction of another file. */
    public void send(Transaction transaction, NewJob job) {
        relay.send(transaction, KIND, job.template().encode());
    }

    private void apply(Transaction transaction, OutboxMessage delivery) {
        enqueuer.enqueue(
                TransactionInternals.of(transaction),
                JobTemplate.decode(delivery.payload()).toNewJob().keepingOthers());
    }

    // What could not be brought into the queue.

    public List<DeadLetter> deadLetters(int limit) {
        return relay.deadLetters(limit).stream()
                .map(it -> new DeadLetter(
                        it.id(),
                        it.row().key(),
                        it.reason(),
                        it.failedAt(),
                        new Payload(it.row().payload())))
                .toList();
    }

    public boolean retryDeadLetter(long id) {
        return relay.retry(id);
    }

    public boolean deleteDeadLetter(long id) {
        return relay.discard(id);
    }

    @Override
    public void close() {
        relay.close();
    }
}
