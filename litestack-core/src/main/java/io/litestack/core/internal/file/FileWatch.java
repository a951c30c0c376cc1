package io.litestack.core.internal.file;

import io.litestack.core.StoreException;
import io.litestack.core.Ticker;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees whether the three files of an open store are still those that were opened: the database, its log and its
 * shared-memory file. SQLite goes on writing into a file that was removed or replaced, and what is written there is lost;
 * and if the {@code -shm} file is another one, other processes neither see this one's locks nor its commits.
 *
 * <h2>What it costs</h2>
 *
 * A look asks for the attributes of three files, some microseconds each, while all writers wait. So writers, once in twenty
 * milliseconds at most, and flushes before they are acknowledged, ask only for the folder's: nothing in it can be removed or
 * replaced without a change of its time, and if that is another one than before, all three files are looked at. The time is that
 * of the last change of its attributes, where there is one: the other can be set, and is by tools that restore a folder. File
 * systems stamp changes with a clock that stands still for some milliseconds, so a time counts as known only when the files were
 * looked at a while after it was first seen; and never if it has no fraction, since some know only seconds, or no time at all.
 * The maintenance looks at the files in any case. The locks are a matter of their own, see {@link LockWatch}.
 *
 * <p>Nothing is opened here: closing any descriptor of a database drops SQLite's locks on it. What is found is final.
 * Thread-safe.
 */
public final class FileWatch {
    private static final long LOOK_NANOS = 20_000_000;
    private static final long LOCK_LOOK_NANOS = 100_000_000;

    /** Whether the system knows when the attributes of a file were changed last, which nobody can set. */
    private static final boolean HAS_CHANGE_TIME =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private static final long NOT_YET = Long.MIN_VALUE;

    /** The clock of a file system stands still for no longer than this. */
    private static final long STAMP_NANOS = 20_000_000;

    /** The maintenance looks more often while there is much writing, so that no writer is held up by it then. */
    private static final long LOCK_LOOK_BY_MAINTENANCE_NANOS = 50_000_000;

    /** One of the files and what identifies it; the key is null where the system has no such thing. */
    private record Watched(Path path, @Nullable Object key) {
        static Watched of(Path path) {
            try {
                return new Watched(path, keyOf(path));
            } catch (IOException e) {
                throw new StoreException("cannot look at " + path + ", which SQLite has just opened: " + e, e);
            }
        }

        private static @Nullable Object keyOf(Path path) throws IOException {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        }

        Fate fate() {
            try {
                return Objects.equals(key, keyOf(path)) ? Fate.SAME : Fate.REPLACED;
            } catch (NoSuchFileException e) {
                return Fate.REMOVED;
            } catch (IOException e) {
                // the system cannot tell, and what it cannot tell is no reason to refuse anything
                return Fate.SAME;
            }
        }
    }

    private enum Fate {
        SAME("is still there"),
        REMOVED("was removed"),
        REPLACED("was replaced by another file");

        private final String text;

        Fate(String text) {
            this.text = text;
        }
    }

    /** What shows that something was removed from the folder or put into it, or that it is another folder. */
    private record FolderState(FileTime changedAt) {
        /** Whether the file system seems to know fractions of a second. */
        boolean isFine() {
            return changedAt.to(TimeUnit.NANOSECONDS) % 1_000_000_000 != 0;
        }
    }

    /** A state of the folder with which the files were there, and a time when it had been seen; {@link #NOT_YET} at first. */
    private record Sighting(@Nullable FolderState state, long since) {}

    private final Path folder;
    private final Watched database;
    private final Watched log;
    private final Watched index;
    private final LockWatch locks;
    private final Ticker ticker;
    private final Consumer<StoreException> onLoss;
    private volatile Sighting sighting;

    /** A folder with this state has the files, for sure. */
    private volatile @Nullable FolderState knownFolder;

    private volatile long lookedAt;
    private volatile long lookedAtLocks;
    private volatile @Nullable StoreException loss;
    private volatile boolean isOnlyLogRemoved;
    private volatile boolean isOver;

    /**
     * Notes which files are there; SQLite must have opened them and looked into them.
     *
     * @param file the database, by its path without symbolic links
     * @param onLoss called once, on whatever thread finds that a file is lost
     */
    public FileWatch(Path file, Ticker ticker, Consumer<StoreException> onLoss) {
        this.folder = Objects.requireNonNull(file.getParent());
        this.database = Watched.of(file);
        this.log = Watched.of(file.resolveSibling(file.getFileName() + "-wal"));
        this.index = Watched.of(file.resolveSibling(file.getFileName() + "-shm"));
        this.locks = LockWatch.of(file, index.path());
        this.ticker = ticker;
        this.onLoss = onLoss;
        this.lookedAt = ticker.nanos();
        this.lookedAtLocks = lookedAt;
        this.sighting = new Sighting(null, NOT_YET);
    }

    /** Throws if a file is known to be lost, after a look at most every twenty milliseconds. */
    public void refuseIfLost() {
        long now = ticker.nanos();
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            FolderState state = lookUnlessFolderIsAsBefore();
            if (state != null) {
                allThere(state, now);
            }
            lookAtLocksAfter(LOCK_LOOK_NANOS, now);
        }
        throwIfLost();
    }

    /** For the maintenance: the files now, and the locks some times a second. */
    public void lookAtAll() {
        look();
        lookAtLocksAfter(LOCK_LOOK_BY_MAINTENANCE_NANOS, ticker.nanos());
    }

    private void lookAtLocksAfter(long nanos, long now) {
        if (now - lookedAtLocks >= nanos) {
            lookedAtLocks = now;
            lookAtLocks();
        }
    }

    /** As {@link #refuseIfLost}, but looks in any case. */
    public void refuseIfLostNow() {
        look();
        throwIfLost();
    }

    private void throwIfLost() {
        StoreException reason = loss;
        if (reason != null) {
            throw new StoreException(String.valueOf(reason.getMessage()), reason);
        }
    }

    /** Why a flush that has just been made is worth nothing, or null if it counts. */
    @Nullable
    public StoreException lossBeforeAcknowledging() {
        lookUnlessFolderIsAsBefore();
        return loss;
    }

    /** Returns the state of the folder if the files had to be looked at, and were there. */
    private @Nullable FolderState lookUnlessFolderIsAsBefore() {
        FolderState state = folderState();
        if (state != null && state.equals(knownFolder)) {
            return null;
        }
        look();
        return loss == null ? state : null;
    }

    /** Ends the looks: from now on SQLite itself removes files, as it is closed. */
    public void end() {
        isOver = true;
    }

    /** Whether a file is known to be lost. */
    public boolean isLost() {
        return loss != null;
    }

    /**
     * Whether nothing but the log's name is gone: then what was committed is still in the file without a name that SQLite has
     * open, and can be moved into the database as long as no other process has made a new log.
     */
    public boolean isOnlyLogRemoved() {
        return isOnlyLogRemoved && log.fate() == Fate.REMOVED && locks.areHeld();
    }

    /** Whether the database itself is still there: SQLite checkpoints into it at the last close, unless that is switched off. */
    public boolean isDatabaseThere() {
        return database.fate() == Fate.SAME;
    }

    /** Looks now. */
    public void look() {
        if (loss != null || isOver) {
            return;
        }
        Fate databaseFate = database.fate();
        Fate logFate = log.fate();
        Fate indexFate = index.fate();
        if (databaseFate != Fate.SAME) {
            lost(new StoreException(
                    database.path() + " " + databaseFate.text
                            + " while it was open, and what is written now would be lost"
                            + " with it; nothing more is written. Stop every process that has it open, put the right file in"
                            + " its place without any -wal and -shm file of another one, and start again",
                    null));
        } else if (indexFate != Fate.SAME) {
            lost(new StoreException(
                    "the -shm file of " + database.path() + " " + indexFate.text
                            + " while it was open, so that processes do"
                            + " not see each other's locks and commits any more; nothing more is written. Restart every"
                            + " process that has it open, and let nobody touch the files beside a database",
                    null));
        } else if (logFate != Fate.SAME) {
            isOnlyLogRemoved = logFate == Fate.REMOVED;
            lost(new StoreException(
                    "the -wal file of " + database.path() + " " + logFate.text
                            + " while it was open, and with it what was"
                            + " committed since the last checkpoint; nothing more is written. Restart every process that has it"
                            + " open, and let nobody touch the files beside a database",
                    null));
        }
    }

    /**
     * The folder had this state before a look at the files, which were there.
     *
     * @param now a time before the folder was asked, at which writers begin their look
     */
    private void allThere(FolderState folderBefore, long now) {
        Sighting last = sighting;
        if (!folderBefore.equals(last.state)) {
            sighting = new Sighting(folderBefore, NOT_YET);
            knownFolder = null;
        } else if (last.since == NOT_YET) {
            // this time is one after the state was seen first, however long the thread stood still then
            sighting = new Sighting(folderBefore, now);
        } else if (now - last.since >= STAMP_NANOS && folderBefore.isFine()) {
            knownFolder = folderBefore;
        }
    }

    private void lookAtLocks() {
        if (loss == null && !isOver && !locks.areHeld()) {
            lost(new StoreException(
                    "SQLite's locks on " + database.path()
                            + " were dropped: something in this process has opened and closed"
                            + " the file (java.io or java.nio, such as Files.copy, or another copy of SQLite in another class"
                            + " loader), which drops them for the whole process. Other processes may now change the file"
                            + " beneath this one; nothing more is written. Copy it with \"VACUUM INTO\" or from another process,"
                            + " and restart this one",
                    null));
        }
    }

    private void lost(StoreException reason) {
        synchronized (this) {
            if (loss != null) {
                return;
            }
            loss = reason;
        }
        onLoss.accept(reason);
    }

    private @Nullable FolderState folderState() {
        try {
            if (HAS_CHANGE_TIME) {
                return new FolderState((FileTime) Files.getAttribute(folder, "unix:ctime"));
            }
            return new FolderState(Files.getLastModifiedTime(folder));
        } catch (IOException e) {
            return null;
        }
    }
}
