package io.litestack.cable.internal.publish;

import io.litestack.cable.internal.dispatch.LogDispatcher;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.log.LogWriter;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Statements;
import java.sql.SQLException;
import java.util.List;

/** Writes messages, and has them dispatched in the order of the commits. Each has its id once it was run. */
final class PublishCommand implements Command<Boolean>, Runnable {
    private final LogWriter writer;
    private final LogDispatcher dispatcher;
    private final PublishListener listener;
    private final List<LogMessage> messages;

    PublishCommand(LogWriter writer, LogDispatcher dispatcher, PublishListener listener, List<LogMessage> messages) {
        this.writer = writer;
        this.dispatcher = dispatcher;
        this.listener = listener;
        this.messages = messages;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    @Override
    public Boolean run(Statements statements) throws SQLException {
        writer.write(statements, messages);
        return true;
    }

    @Override
    public Runnable event() {
        return this;
    }

    /** Handlers run elsewhere, but for those that are called where it is dispatched. */
    @Override
    public boolean isEventForAnyThread() {
        return !dispatcher.hasDirectSubscribers();
    }

    /** The event. */
    @Override
    public void run() {
        if (!messages.isEmpty()) {
            listener.onPublished(messages.size(), sizeBytes());
            dispatcher.committed(messages);
        }
    }

    @Override
    public int sizeBytes() {
        int bytes = 0;
        for (LogMessage message : messages) {
            bytes += message.sizeBytes();
        }
        return bytes;
    }
}
