package io.litestack.cable.internal.publish;

import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.spi.outbox.OutboxMessage;
import io.litestack.core.spi.outbox.Relay;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Brings messages that were published in transactions of other files into the log, through their outboxes. A message there is the
 * length of its channel's name (two bytes), the name, and the payload. Thread-safe.
 */
public final class CableRelay implements AutoCloseable {
    private static final String KIND = "message";
    private static final String ROLE = "cable";

    private final Publisher publisher;
    private final Relay relay;

    public CableRelay(CableResources resources, Publisher publisher) {
        this.publisher = publisher;
        this.relay = Relay.open(resources.store(), Relay.nameFor(resources.store(), ROLE), this::apply);
    }

    public void attach(Store source) {
        relay.attach(source);
    }

    /** Sends a message as a part of a transaction of another file. */
    public void send(Transaction transaction, LogMessage message) {
        byte[] channel = message.channel().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(2 + channel.length + message.payload().length);
        bytes.putShort((short) channel.length).put(channel).put(message.payload());
        relay.send(transaction, KIND, bytes.array());
    }

    private void apply(Transaction transaction, OutboxMessage row) {
        ByteBuffer bytes = ByteBuffer.wrap(row.payload());
        byte[] channel = new byte[bytes.getShort()];
        bytes.get(channel);
        byte[] payload = new byte[bytes.remaining()];
        bytes.get(payload);
        LogMessage message = new LogMessage(new String(channel, StandardCharsets.UTF_8), payload);
        publisher.publish(TransactionInternals.of(transaction), List.of(message));
    }

    @Override
    public void close() {
        relay.close();
    }
}
