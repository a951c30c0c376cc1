package io.litestack.cable.internal.base;

import io.litestack.cable.CableConfig;
import io.litestack.cable.Position;
import io.litestack.cable.internal.log.MessageLog;
import io.litestack.cable.internal.report.Counters;
import io.litestack.cable.internal.report.ReportingCableListener;
import io.litestack.core.Store;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.LogLimit;
import io.litestack.core.spi.StoreInternals;

/** What all parts of a cable stand on, and which knows none of them: the store, the log, the clock, the counters. */
public final class CableResources {
    private final CableConfig config;
    private final Store store;
    private final StoreInternals internals;
    private final MessageLog log;
    private final ReportingCableListener listener;
    private final Counters counters = new Counters();

    public CableResources(CableConfig config, Store store) {
        this.config = config;
        this.store = store;
        this.internals = StoreInternals.of(store);
        this.log = MessageLog.of(store);
        this.listener = new ReportingCableListener(
                config.listener(),
                store.config().path(),
                new LogLimit(store.config().ticker()::nanos));
    }

    public CableConfig config() {
        return config;
    }

    public Store store() {
        return store;
    }

    /** The store for what runs in the background: the application may keep all readers meanwhile. */
    public Store ownStore() {
        return internals.store();
    }

    public StoreInternals internals() {
        return internals;
    }

    public Commands commands() {
        return internals.commands();
    }

    public MessageLog log() {
        return log;
    }

    public Counters counters() {
        return counters;
    }

    public ReportingCableListener listener() {
        return listener;
    }

    public Position position(long id) {
        return new Position(log.epoch(), id);
    }

    /** The wall clock. */
    public long nowMs() {
        return store.config().clock().millis();
    }

    /** The monotonic clock, in nanoseconds. */
    public long ticks() {
        return store.config().ticker().nanos();
    }

    /** Whether two stores are the same open file. */
    public boolean isSameFile(StoreInternals other) {
        return other.commands() == internals.commands();
    }

    /** The name of a thread, such as {@code litestack-app-cable-handler-3}. */
    public String threadName(String role) {
        String file = store.config().path().getFileName().toString();
        int dot = file.lastIndexOf('.');
        return "litestack-" + (dot > 0 ? file.substring(0, dot) : file) + "-cable-" + role;
    }
}
