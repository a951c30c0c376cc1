package io.litestack.spring;

import io.litestack.Litestack;
import org.springframework.context.SmartLifecycle;

/** Starts Litestack once all beans are there, the handlers of its jobs among them; its close stops it. */
final class LitestackStart implements SmartLifecycle {
    private final Litestack litestack;
    private volatile boolean isRunning;

    LitestackStart(Litestack litestack) {
        this.litestack = litestack;
    }

    @Override
    public void start() {
        litestack.start();
        isRunning = true;
    }

    @Override
    public void stop() {
        isRunning = false;
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}
