package io.litestack.core.testkit;

import io.litestack.core.StoreException;
import io.litestack.core.StoreListener;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that a test waits on: the signals of what a store does in the background. */
public final class StoreEvents implements StoreListener {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> unheard = new LinkedBlockingQueue<>();
    private final List<String> all = new CopyOnWriteArrayList<>();

    /** Waits for an event of this kind that nobody has waited for yet, and returns what was said with it. */
    public String await(String kind) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                String event = unheard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    throw new AssertionError("no " + kind + " within " + PATIENCE_SECONDS + " s, but " + all);
                }
                if (event.startsWith(kind)) {
                    return event.substring(kind.length()).strip();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** All events so far, oldest first. */
    public List<String> all() {
        return List.copyOf(all);
    }

    private void hear(String event) {
        all.add(event);
        unheard.add(event);
    }

    @Override
    public void onRollback(Throwable cause) {
        hear("rollback " + cause);
    }

    @Override
    public void onCheckpointStarved(Path file, long walBytes, String reader) {
        hear("starved " + reader);
    }

    @Override
    public void onSyncFailure(Path file, Throwable cause) {
        hear("sync-failure " + cause);
    }

    @Override
    public void onSyncRecovery(Path file) {
        hear("sync-recovery");
    }

    @Override
    public void onFilesLost(Path file, StoreException cause) {
        hear("files-lost " + cause.getMessage());
    }

    @Override
    public void onWriterReopened(Path file, Throwable cause) {
        hear("writer-reopened " + cause);
    }

    @Override
    public void onNewerSchema(Path file, String component, int found, int known) {
        hear("newer-schema " + component + " " + found + " " + known);
    }

    @Override
    public void onLoopFailure(String loop, Throwable cause, long pauseNanos) {
        hear("loop-failure " + loop + " " + cause);
    }

    @Override
    public void onCloseTimeout(Path file, String what) {
        hear("close-timeout " + what);
    }
}
