package io.litestack.core.testkit;

import io.litestack.core.StoreListener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Remembers what a store reported to its listener. */
public final class Recorder implements StoreListener {
    /** A loan that was left open, and the stack with which it was taken, in lines. */
    public record Leak(String loan, String borrowed) {}

    public final AtomicInteger commits = new AtomicInteger();
    public final List<Throwable> rollbacks = new CopyOnWriteArrayList<>();
    public final List<String> slowHolders = new CopyOnWriteArrayList<>();
    public final List<Leak> leaks = new CopyOnWriteArrayList<>();
    public final List<String> starved = new CopyOnWriteArrayList<>();
    public final List<Throwable> syncFailures = new CopyOnWriteArrayList<>();
    public final AtomicInteger syncRecoveries = new AtomicInteger();
    public final List<Throwable> writersReopened = new CopyOnWriteArrayList<>();
    public final List<String> newerSchemas = new CopyOnWriteArrayList<>();
    public final List<Throwable> hookFailures = new CopyOnWriteArrayList<>();
    public final List<Throwable> loopFailures = new CopyOnWriteArrayList<>();
    public final List<String> deadLetters = new CopyOnWriteArrayList<>();
    public final List<String> rowsMissing = new CopyOnWriteArrayList<>();
    public final List<String> copiesFound = new CopyOnWriteArrayList<>();
    public final List<String> closeTimeouts = new CopyOnWriteArrayList<>();

    @Override
    public void onCommit(long waitNanos, long heldNanos, long syncNanos) {
        commits.incrementAndGet();
    }

    @Override
    public void onRollback(Throwable cause) {
        rollbacks.add(cause);
    }

    @Override
    public void onSlowTransaction(Path file, String holder, StackTraceElement[] stack, long heldNanos) {
        slowHolders.add(holder);
    }

    @Override
    public void onConnectionLeak(Path file, String loan, StackTraceElement[] borrowed, long idleNanos) {
        leaks.add(new Leak(loan, Arrays.stream(borrowed).map(Object::toString).collect(Collectors.joining("\n"))));
    }

    @Override
    public void onCheckpointStarved(Path file, long walBytes, String reader) {
        starved.add(reader);
    }

    @Override
    public void onSyncFailure(Path file, Throwable cause) {
        syncFailures.add(cause);
    }

    @Override
    public void onSyncRecovery(Path file) {
        syncRecoveries.incrementAndGet();
    }

    @Override
    public void onWriterReopened(Path file, Throwable cause) {
        writersReopened.add(cause);
    }

    @Override
    public void onNewerSchema(Path file, String component, int found, int known) {
        newerSchemas.add(component);
    }

    @Override
    public void onHookFailure(Path file, Throwable cause) {
        hookFailures.add(cause);
    }

    @Override
    public void onLoopFailure(String loop, Throwable cause, long pauseNanos) {
        loopFailures.add(cause);
    }

    @Override
    public void onDeadLetter(Path file, String relay, String kind, String reason) {
        deadLetters.add(kind + ": " + reason);
    }

    @Override
    public void onRowsMissing(Path file, String relay, Path source, long rows) {
        rowsMissing.add(file.getFileName() + " lacks " + rows + " of " + source.getFileName());
    }

    @Override
    public void onCopyFound(Path file, String relay, Path source, Path other) {
        copiesFound.add(file.getFileName() + " beside " + other.getFileName());
    }

    @Override
    public void onCloseTimeout(Path file, String what) {
        closeTimeouts.add(what);
    }
}
