package io.litestack.core;

import java.nio.file.Path;

/**
 * Hears what happens to a store. Every method does nothing by default. They are called on the thread on which the
 * event happens, or, if that holds the writer just then, on a thread of the store; so never on one that holds the writer.
 * They must be quick, and what they throw is logged and ignored.
 */
public interface StoreListener {
    /** A listener that ignores everything. */
    StoreListener NONE = new StoreListener() {};

    /**
     * A write transaction was committed (and synced, where that was asked for).
     *
     * @param waitNanos how long it waited for the writer
     * @param heldNanos how long it held the writer
     * @param syncNanos how long it waited for the flush, 0 if it did not
     */
    default void onCommit(long waitNanos, long heldNanos, long syncNanos) {}

    /**
     * A write transaction was rolled back.
     *
     * @param cause why
     */
    default void onRollback(Throwable cause) {}

    /**
     * A write transaction holds the writer for longer than {@link StoreConfig#slowTransaction()}; reported once for each place
     * in the code.
     *
     * @param file the store's file
     * @param holder the thread
     * @param stack where that thread stands
     * @param heldNanos how long it has held the writer so far
     */
    default void onSlowTransaction(Path file, String holder, StackTraceElement[] stack, long heldNanos) {}

    /**
     * A connection of a data source holds the writer or a reader and has not used it for longer than {@link
     * StoreConfig#leakDetection}: probably it, its statement or its result was not closed. Reported once for each place in the code.
     *
     * @param file the store's file
     * @param loan what it holds, in which thread, for how long, and its last statement
     * @param borrowed where that thread stood when it took it, innermost first; empty if that was not recorded
     * @param idleNanos for how long it has not been used
     */
    default void onConnectionLeak(Path file, String loan, StackTraceElement[] borrowed, long idleNanos) {}

    /**
     * Pages were moved from the write-ahead log into the file.
     *
     * @param file the store's file
     * @param frames how many frames of the log were moved, at least one
     * @param nanos how long it took
     */
    default void onCheckpoint(Path file, long frames, long nanos) {}

    /**
     * The write-ahead log is large and cannot be emptied: because of a reader of an old view, of readers of short ones that follow
     * each other, or of a checkpoint in another process that does not get on. Called at most once a minute.
     *
     * @param file the store's file
     * @param walBytes the size of the log
     * @param reader who it is: the oldest reader of this process that can be the cause, or a word that it is in another one
     */
    default void onCheckpointStarved(Path file, long walBytes, String reader) {}

    /**
     * The disk failed to flush the write-ahead log. Writes are refused until the log has been rebuilt.
     *
     * @param file the store's file
     * @param cause what the disk said
     */
    default void onSyncFailure(Path file, Throwable cause) {}

    /**
     * The write-ahead log was rebuilt after a failed flush; writes are accepted again.
     *
     * @param file the store's file
     */
    default void onSyncRecovery(Path file) {}

    /**
     * The database, its log or its shared-memory file was removed or replaced while it was open, or SQLite's locks on them were
     * dropped. Writes are refused until a restart; reported once.
     *
     * @param file the store's file
     * @param cause what was found, and what to do
     */
    default void onFilesLost(Path file, StoreException cause) {}

    /**
     * The write connection was in doubt after an error and was replaced.
     *
     * @param file the store's file
     * @param cause the error
     */
    default void onWriterReopened(Path file, Throwable cause) {}

    /**
     * A newer release has changed the file's tables while this process has it open. Writes are refused from now on.
     *
     * @param file the store's file
     * @param component the component whose tables changed
     * @param found the version in the file
     * @param known the newest version that this process knows
     */
    default void onNewerSchema(Path file, String component, int found, int known) {}

    /**
     * A hook after a commit or a rollback, or another callback, threw.
     *
     * @param file the store's file
     * @param cause what it threw
     */
    default void onHookFailure(Path file, Throwable cause) {}

    /**
     * A background loop's step threw; the loop goes on after a pause.
     *
     * @param loop its name
     * @param cause what it threw
     * @param pauseNanos how long it rests before the next step
     */
    default void onLoopFailure(String loop, Throwable cause, long pauseNanos) {}

    /**
     * A row that a transaction on another file had sent to this one could not be applied, and waits for somebody to look at
     * it, retry it or discard it.
     *
     * @param file the store's file, which keeps the row
     * @param relay the name by which rows are sent here
     * @param kind what the row is
     * @param reason why it could not be applied
     */
    default void onDeadLetter(Path file, String relay, String kind, String reason) {}

    /**
     * Rows that transactions on another file had sent to this one, and that were here, are not any more: this file was
     * restored from an older copy, or made anew. Called once.
     *
     * @param file the store's file, which lacks the rows
     * @param relay the name by which rows are sent here
     * @param source the file whose transactions had sent them
     * @param rows how many are missing
     */
    default void onRowsMissing(Path file, String relay, Path source, long rows) {}

    /**
     * This file was seen at another path before, and another file is there now: one of them may be a copy of the other. What
     * a source sends goes to whichever of two copies is open, so they must not both be fed from it.
     *
     * @param file the store's file
     * @param relay the name by which rows are sent to either
     * @param source the file whose transactions send them
     * @param other where a file of that name was seen before, and a file still is
     */
    default void onCopyFound(Path file, String relay, Path source, Path other) {}

    /**
     * The store was closed although something still held it up.
     *
     * @param file the store's file
     * @param what who or what was still running
     */
    default void onCloseTimeout(Path file, String what) {}
}
