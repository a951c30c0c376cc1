package io.litestack.job.internal;

import io.litestack.core.Codec;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.spi.outbox.Delivery;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.job.DeadLetter;
import io.litestack.job.Payload;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings jobs that were enqueued in transactions of other files into the queue's own, through their outboxes. */
final class JobRelay implements AutoCloseable {
    private static final String KIND = "job";
    private static final String ROLE = "jobs";

    /** A job on its way, as it stands in an outbox; the payload in Base64. */
    private record Parcel(
            String type,
            String queue,
            int priority,
            int maxAttempts,
            long createdAtMs,
            long runAtMs,
            String payload,
            @Nullable String tags,
            @Nullable String metadata) {
        static Parcel of(Insertion job) {
            return new Parcel(
                    job.type,
                    job.queue,
                    job.priority,
                    job.maxAttempts,
                    job.createdAtMs,
                    job.runAtMs,
                    Base64.getEncoder().encodeToString(job.payload),
                    job.tags,
                    job.metadata);
        }

        Insertion unpacked() {
            return new Insertion(
                    type,
                    queue,
                    priority,
                    maxAttempts,
                    createdAtMs,
                    runAtMs,
                    Base64.getDecoder().decode(payload),
                    tags,
                    metadata);
        }
    }

    private final Enqueuer enqueuer;
    private final Relay relay;

    JobRelay(Engine engine, Enqueuer enqueuer) {
        this.enqueuer = enqueuer;
        this.relay = Relay.open(engine.store(), Relay.nameFor(engine.store(), ROLE), this::apply);
    }

    /** Loads what it takes to write and read what is sent. */
    static void prepare() {
        Insertion job = new Insertion("", "", 0, 0, 0, 0, new byte[0], null, null);
        Codec.json().decode(Codec.json().encode(Parcel.of(job)), Parcel.class);
    }

    List<DeadLetter> deadLetters(int limit) {
        return relay.parked(limit).stream()
                .map(it -> new DeadLetter(
                        it.id(),
                        it.row().key(),
                        it.reason(),
                        it.parkedAt(),
                        new Payload(it.row().payload())))
                .toList();
    }

    boolean retryDeadLetter(long id) {
        return relay.retry(id);
    }

    boolean discardDeadLetter(long id) {
        return relay.discard(id);
    }

    void attach(Store source) {
        relay.attach(source);
    }

    void send(Transaction transaction, Insertion job) {
        relay.send(transaction, KIND, Codec.json().encode(Parcel.of(job)));
    }

    private void apply(Transaction transaction, Delivery delivery) {
        Insertion job = Codec.json().decode(delivery.payload(), Parcel.class).unpacked();
        enqueuer.enqueue(TransactionInternals.of(transaction), job);
    }

    @Override
    public void close() {
        relay.close();
    }
}
