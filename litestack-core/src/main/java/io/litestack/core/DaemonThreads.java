package io.litestack.core;

import java.util.concurrent.ThreadFactory;

/** Makes daemon threads: an application that ends is never kept alive by its store. */
enum DaemonThreads implements ThreadFactory {
    INSTANCE;

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }
}
