package io.litestack.core.internal.sqlite;

import io.litestack.core.ConstraintViolationException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.internal.context.Throwables;
import io.litestack.core.internal.file.FileGuard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Turns the driver's exceptions into ours, with the file and a remedy. */
public final class SqliteErrors {
    static final int BUSY = 5;
    static final int LOCKED = 6;
    public static final int NOMEM = 7;
    public static final int READONLY = 8;
    public static final int INTERRUPT = 9;
    public static final int IOERR = 10;
    public static final int CORRUPT = 11;
    public static final int FULL = 13;
    static final int CANTOPEN = 14;
    public static final int CONSTRAINT = 19;
    static final int AUTH = 23;
    public static final int NOTADB = 26;

    /** A file could not be flushed. */
    public static final int IOERR_FSYNC = IOERR | 4 << 8;

    /** The shared-memory file could not grow, which has no other cause than a full disk. */
    static final int IOERR_SHMSIZE = IOERR | 19 << 8;

    /** There is no folder for temporary files. */
    static final int IOERR_GETTEMPPATH = IOERR | 25 << 8;

    private SqliteErrors() {}

    public static int primary(SQLException e) {
        return extended(e) & 0xff;
    }

    public static int extended(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    }

    public static boolean isBusy(SQLException e) {
        return primary(e) == BUSY || primary(e) == LOCKED;
    }

    public static boolean isFull(SQLException e) {
        return primary(e) == FULL || extended(e) == IOERR_SHMSIZE;
    }

    /** The exception for a command that threw {@code e}, whatever that is. */
    public static StoreException ofCommand(Throwable e, Path file) {
        if (e instanceof StoreException already) {
            return already;
        }
        return e instanceof SQLException sql
                ? translate(sql, "a command", file)
                : new StoreException("a command failed on " + file + ": " + Throwables.textOf(e), e);
    }

    /** SQLite does not say why it could not open a file. */
    private static String obstacle(Path file) {
        Path folder = file.getParent();
        String user = System.getProperty("user.name");
        if (FileGuard.areDescriptorsExhausted()) {
            return FileGuard.MORE_DESCRIPTORS;
        }
        if (folder != null && !Files.isDirectory(folder)) {
            return "its folder does not exist any more";
        }
        if (folder != null && !Files.isWritable(folder)) {
            return "user " + user + " may not write its folder: grant write permission on " + folder;
        }
        return Files.exists(file)
                ? "check that user " + user + " may read and write it, and the -wal and -shm files beside it"
                : "the file does not exist any more";
    }

    /** The exception to throw for {@code e}, which happened while doing {@code what} on {@code file}. */
    public static StoreException translate(SQLException e, String what, Path file) {
        String message = what + " failed on " + file + ": " + e.getMessage();
        if (isFull(e)) {
            return new StorageFullException(
                    message + "; nothing was stored. Free space on the disk" + TemporaryFolder.elsewhere(file)
                            + ", then try again",
                    e);
        }
        if (extended(e) == IOERR_GETTEMPPATH) {
            return TemporaryFolder.missing(message, e);
        }
        return switch (primary(e)) {
            case BUSY, LOCKED -> new StoreBusyException(message + "; another process holds the file. Try again", e);
            case INTERRUPT ->
                new StoreException(message + "; no limit of the store did that, but who called cancel on it", e);
            case CONSTRAINT -> new ConstraintViolationException(message, e);
            case READONLY ->
                new StoreException(
                        message + "; it can only be read: check the permissions of the file, of its"
                                + " folder, and of the -wal and -shm files beside it",
                        e);
            case CORRUPT ->
                new StoreException(
                        message + "; the file is damaged, or the disk could not read it: look into the"
                                + " system log, and if the disk is well restore a backup, or salvage the file with the"
                                + " sqlite3 shell's .recover",
                        e);
            case CANTOPEN -> new StoreException(message + "; " + obstacle(file), e);
            case NOTADB ->
                new StoreException(
                        message + "; the file is not an SQLite database (or is encrypted). Give another"
                                + " path, or move the file away",
                        e);
            case IOERR ->
                new StoreException(
                        message
                                + "; the disk reported an error, or its file system has become read-only: check the system"
                                + " log, and mount it for writing again",
                        e);
            default -> new StoreException(message, e);
        };
    }
}
