package io.litestack.cable.internal.log;

import io.litestack.core.Store;
import io.litestack.core.spi.StoreInternals;
import java.nio.file.Path;

/**
 * The log of one open file, for all cables of this process that have it open: how it is written and read, and what its ids mean.
 * Thread-safe.
 */
public final class MessageLog {
    private final LogWriter writer;
    private final LogReader reader;
    private final IdRange range;
    private final String epoch;
    private final Path path;
    private volatile long noted;

    private MessageLog(Store store, String epoch) {
        this.range = new IdRange(store);
        this.writer = new LogWriter(store, range);
        this.reader = new LogReader(store);
        this.epoch = epoch;
        this.path = store.config().path();
    }

    /** Returns the log of a file whose tables are there. */
    public static MessageLog of(Store store) {
        String epoch = LogIdentity.settle(store);
        return StoreInternals.of(store).attachment(MessageLog.class, open -> new MessageLog(open, epoch));
    }

    public LogWriter writer() {
        return writer;
    }

    public LogReader reader() {
        return reader;
    }

    public IdRange range() {
        return range;
    }

    public String epoch() {
        return epoch;
    }

    /** Notes beside the file how far the log has come, so that an older state of it is known as such. */
    public void noteHead() {
        long head = reader.head();
        if (head > noted) {
            noted = head;
            new LogRecord(epoch, head).write(path);
        }
    }
}
