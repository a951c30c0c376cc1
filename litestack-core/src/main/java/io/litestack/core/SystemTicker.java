package io.litestack.core;

/** The machine's monotonic clock. One object, so that two configurations with it are equal. */
enum SystemTicker implements Ticker {
    INSTANCE;

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
