package io.litestack.core;

/**
 * What a store has done since it was opened in this process, and how it stands at one moment. Immutable.
 *
 * @param commits write transactions committed; a batch of commands is one
 * @param rollbacks write transactions rolled back
 * @param commands commands (writes of the modules) committed
 * @param waits writes that had to wait for the writer
 * @param waitNanosTotal how long they waited, in all
 * @param waitNanosMax the longest of these waits
 * @param heldNanosTotal how long the writer was held, in all
 * @param heldNanosMax the longest that it was held at a time
 * @param waiting threads that wait for the writer now
 * @param queuedCommands commands submitted and not yet completed now
 * @param syncs flushes of the write-ahead log; several commits share one
 * @param syncNanosTotal how long the flushes took, in all
 * @param syncNanosMax the longest flush
 * @param checkpoints times that pages were moved into the file
 * @param checkpointNanosMax the longest of these
 * @param walBytes the size of the write-ahead log's file when it was last looked at
 * @param readersActive readers in use now
 * @param readersIdle readers open and free now
 * @param busyRetries times that the write lock was found taken by another process
 */
public record StoreStats(
        long commits,
        long rollbacks,
        long commands,
        long waits,
        long waitNanosTotal,
        long waitNanosMax,
        long heldNanosTotal,
        long heldNanosMax,
        int waiting,
        int queuedCommands,
        long syncs,
        long syncNanosTotal,
        long syncNanosMax,
        long checkpoints,
        long checkpointNanosMax,
        long walBytes,
        int readersActive,
        int readersIdle,
        long busyRetries) {}
