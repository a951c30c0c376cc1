package io.litestack.core.internal.context;

import io.litestack.core.StoreException;
import io.litestack.core.StoreListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what deserves it, and passes everything on to the listeners of all who have the file open; what they throw harms
 * nobody. One that several have in common is called once.
 */
public final class ReportingListener implements StoreListener {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.core");

    /** One for each opener; the first time before anybody has opened, for what happens meanwhile. */
    private final List<StoreListener> openers = new ArrayList<>();

    private volatile Set<StoreListener> users;

    ReportingListener(StoreListener first) {
        users = Set.of(first);
    }

    public synchronized void add(StoreListener user) {
        openers.add(user);
        users = distinct();
    }

    public synchronized void remove(StoreListener user) {
        openers.remove(user);
        users = distinct();
    }

    private Set<StoreListener> distinct() {
        Set<StoreListener> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(openers);
        distinct.remove(NONE);
        return distinct;
    }

    @Override
    public void onCommit(long waitNanos, long heldNanos, long syncNanos) {
        if (!users.isEmpty()) {
            pass(it -> it.onCommit(waitNanos, heldNanos, syncNanos));
        }
    }

    @Override
    public void onRollback(Throwable cause) {
        pass(it -> it.onRollback(cause));
    }

    @Override
    public void onSlowTransaction(Path file, String holder, StackTraceElement[] stack, long heldNanos) {
        warn("{}: \"{}\" has held the writer for {} ms:{}", file, holder, heldNanos / 1_000_000, lines(stack));
        pass(it -> it.onSlowTransaction(file, holder, stack, heldNanos));
    }

    @Override
    public void onConnectionLeak(Path file, String loan, StackTraceElement[] borrowed, long idleNanos) {
        warn(
                "{}: a connection has not used what it holds for {} ms, and was probably not closed: {}.{}",
                file,
                idleNanos / 1_000_000,
                loan,
                borrowed.length == 0
                        ? " The next one that begins with the same statement is reported with the place where it was"
                                + " taken; the setting leak_detection has that recorded for all"
                        : " It was taken" + lines(borrowed));
        pass(it -> it.onConnectionLeak(file, loan, borrowed, idleNanos));
    }

    private static String lines(StackTraceElement[] stack) {
        return Arrays.stream(stack).map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }

    @Override
    public void onCheckpoint(Path file, long frames, long nanos) {
        debug("{}: checkpointed {} frames in {} ms", file, frames, nanos / 1_000_000);
        pass(it -> it.onCheckpoint(file, frames, nanos));
    }

    @Override
    public void onCheckpointStarved(Path file, long walBytes, String reader) {
        warn(
                "{}: the write-ahead log has grown to {} MB and cannot be begun anew because of {}",
                file,
                walBytes >> 20,
                reader);
        pass(it -> it.onCheckpointStarved(file, walBytes, reader));
    }

    @Override
    public void onSyncFailure(Path file, Throwable cause) {
        error("{}: the disk failed to flush the write-ahead log; writes are refused until it is rebuilt", file, cause);
        pass(it -> it.onSyncFailure(file, cause));
    }

    @Override
    public void onSyncRecovery(Path file) {
        warn("{}: the write-ahead log was rebuilt; writes are accepted again", file);
        pass(it -> it.onSyncRecovery(file));
    }

    @Override
    public void onFilesLost(Path file, StoreException cause) {
        log.error("{}: writes are refused: {}", file, cause.getMessage());
        pass(it -> it.onFilesLost(file, cause));
    }

    @Override
    public void onWriterReopened(Path file, Throwable cause) {
        warn("{}: the write connection was in doubt and was replaced", file, cause);
        pass(it -> it.onWriterReopened(file, cause));
    }

    @Override
    public void onNewerSchema(Path file, String component, int found, int known) {
        error(
                "{}: a newer release has changed component {} (version {}, this release knows {}); writes are refused."
                        + " Restart this process with the newer release",
                file,
                component,
                found,
                known);
        pass(it -> it.onNewerSchema(file, component, found, known));
    }

    @Override
    public void onHookFailure(Path file, Throwable cause) {
        warn("{}: a hook failed", file, cause);
        pass(it -> it.onHookFailure(file, cause));
    }

    @Override
    public void onLoopFailure(String loop, Throwable cause, long pauseNanos) {
        warn("{}: a step failed; going on in {} ms", loop, pauseNanos / 1_000_000, cause);
        pass(it -> it.onLoopFailure(loop, cause, pauseNanos));
    }

    @Override
    public void onDeadLetter(Path file, String relay, String kind, String reason) {
        warn(
                "{}: a {} that was sent to \"{}\" could not be applied and is kept as a dead letter: {}",
                file,
                kind,
                relay,
                reason);
        pass(it -> it.onDeadLetter(file, relay, kind, reason));
    }

    @Override
    public void onRowsMissing(Path file, String relay, Path source, long rows) {
        warn(
                "{}: {} rows that {} had sent to \"{}\" were here and are not any more: this file was restored from an"
                        + " older copy, or made anew. They are lost unless they can be sent again",
                file,
                rows,
                source,
                relay);
        pass(it -> it.onRowsMissing(file, relay, source, rows));
    }

    @Override
    public void onCopyFound(Path file, String relay, Path source, Path other) {
        warn(
                "{}: what {} sends to \"{}\" went to {} before, where another file is now. If one of the two is or was a copy"
                        + " of the other they must not both be fed: remove one, or have the copy forget its name while it is"
                        + " closed: delete from litestack_relay_identity",
                file,
                source,
                relay,
                other);
        pass(it -> it.onCopyFound(file, relay, source, other));
    }

    @Override
    public void onCloseTimeout(Path file, String what) {
        warn("{}: closed although this was still running: {}", file, what);
        pass(it -> it.onCloseTimeout(file, what));
    }

    private void pass(Consumer<StoreListener> event) {
        for (StoreListener user : users) {
            try {
                event.accept(user);
            } catch (Throwable e) {
                // also a checked exception that the compiler was kept from seeing
                warn("a StoreListener threw", e);
            }
        }
    }

    // What a logger throws harms as little as what a listener throws: there is nothing left to report it to.

    private static void debug(String format, @Nullable Object... values) {
        try {
            log.debug(format, values);
        } catch (Throwable ignored) {
            // see above
        }
    }

    private static void warn(String format, @Nullable Object... values) {
        try {
            log.warn(format, values);
        } catch (Throwable ignored) {
            // see above
        }
    }

    private static void error(String format, @Nullable Object... values) {
        try {
            log.error(format, values);
        } catch (Throwable ignored) {
            // see above
        }
    }
}
