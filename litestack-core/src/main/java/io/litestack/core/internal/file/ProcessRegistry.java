package io.litestack.core.internal.file;

import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the processes that have one database open must agree on: the sync level. A process at {@link Sync#OFF} checkpoints
 * without flushing, which may damage the file at a power loss whatever the others do.
 *
 * <h2>The file</h2>
 *
 * {@code .litestack/<name>.open} beside the database. Each process holds a shared lock on the byte of its level, which ends with
 * the process however that ends; whoever comes tries to lock the bytes of the other levels. All that happens under a lock on
 * one more byte, so that of two that come at the same time one sees the other. The bytes lie behind the contents:
 *
 * <pre>
 *   0     {@code open}, or {@code gone} once it has been deleted: who opened it meanwhile opens the next one. If it is
 *         there all the same, the process died before it was deleted, or the folder was moved: then it is used again
 *   8     1 if the database was last written at OFF, and may not be on the disk
 *   64    who came last at OFF, at NORMAL, at FULL: 64 bytes each
 *   256   which log belongs to the database, see {@link WalRecord}
 * </pre>
 *
 * <p>The lock is a guard against wrong settings, and does not say whether a process lives: whoever deletes the file loses the comparison, not more.
 * Where the file cannot be made nothing is compared.
 */
public final class ProcessRegistry implements DatabaseChanges, AutoCloseable {
    private static final String OPEN = "open";
    private static final String GONE = "gone";
    private static final int UNFLUSHED_AT = 8;
    private static final int NAMES_AT = 64;
    private static final int NAME_BYTES = 64;
    private static final int RECORD_AT = 256;
    private static final int RECORD_BYTES = 256;
    private static final long GATE = 1 << 20;
    private static final long CHANGING = GATE + 8;
    private static final long PAUSE_NANOS = 200_000;

    /** Others hold the lock for microseconds when they write something down. */
    private static final int TRIES = 1_000;

    private final StoreConfig config;
    private final Path path;
    private final Object key;
    private final RandomAccessFile file;
    private @Nullable FileLock own;
    private boolean isUnflushed;
    private @Nullable FileLock changing;
    private @Nullable WalRecord last;

    /** What this process has written last: the same need not be written again. */
    private @Nullable WalRecord recorded;

    private ProcessRegistry(StoreConfig config, Path path, Object key, RandomAccessFile file) {
        this.config = config;
        this.path = path;
        this.key = key;
        this.file = file;
    }

    /**
     * Enters this process.
     *
     * @return the entry; null where there can be none
     * @throws StoreException if another process has the database open at another level
     */
    public static @Nullable ProcessRegistry join(StoreConfig config) {
        boolean interrupted = Thread.interrupted(); // else the channel would be closed by its first lock
        try {
            return tryJoin(config);
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static @Nullable ProcessRegistry tryJoin(StoreConfig config) throws IOException {
        Path path = pathFor(config.path());
        while (true) {
            createFile(path);
            Object key = keyOf(path);
            ProcessRegistry registry =
                    new ProcessRegistry(config, path, key, new RandomAccessFile(path.toFile(), "rw"));
            if (registry.enterUnlessGone()) {
                return registry;
            }
        }
    }

    /** Enters, or closes the file if that was deleted meanwhile. */
    private boolean enterUnlessGone() throws IOException {
        boolean isIn = false;
        @Nullable FileLock gate = null;
        try {
            gate = lockGate();
            if (!text(0, GONE.length()).equals(GONE) || isAtItsPath()) {
                enter();
                isIn = true;
            }
            return isIn;
        } finally {
            if (!isIn) {
                file.close(); // with all locks
            } else if (gate != null) {
                gate.release();
            }
        }
    }

    /** Where a database's file is. */
    static Path pathFor(Path database) {
        return database.resolveSibling(".litestack").resolve(database.getFileName() + ".open");
    }

    private static void createFile(Path path) throws IOException {
        Path folder = path.resolveSibling("");
        if (!Files.isDirectory(folder)) {
            FileGuard.createPrivateFolder(folder);
        }
        try {
            Files.createFile(path, FileGuard.ownerOnly(path));
        } catch (FileAlreadyExistsException e) {
            // as a rule
        }
    }

    /** What distinguishes a file from all others that exist, whatever they are called; nothing equals that of a missing one. */
    private static Object keyOf(Path path) throws IOException {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return key == null ? path : key;
        } catch (NoSuchFileException e) {
            return new Object();
        }
    }

    /** Whether the open file is the one that others will find: it may have been deleted, or its folder moved. */
    private boolean isAtItsPath() throws IOException {
        return key.equals(keyOf(path));
    }

    /** Whether what processes at OFF have written to the database may not be on the disk. */
    public boolean isUnflushed() {
        return isUnflushed;
    }

    /** The database has been flushed. */
    public void flushed() {
        isUnflushed = false;
        write(UNFLUSHED_AT, "0");
    }

    @Override
    public synchronized void databaseMayChange() throws IOException {
        if (changing != null) {
            return; // it is written down as in doubt, and nobody can have changed that
        }
        for (int i = 0; i < TRIES && changing == null; i++) {
            changing = tryLock(CHANGING, true);
        }
        WalRecord settled = last;
        if (settled != null) {
            record(settled.inDoubt());
        }
    }

    /**
     * Writes down which log belongs to the database as it is now, unless another process may be writing to it, or one of the two
     * is not the file any more that it was at the first time.
     */
    @Override
    public synchronized void databaseIsSettled() throws IOException {
        if (changing != null) {
            changing.release();
            changing = null;
        }
        FileLock nobodyElse = tryLock(CHANGING, false);
        if (nobodyElse != null) {
            try {
                WalRecord now = WalRecord.of(config.path());
                if (now != null && (last == null || now.isOfSameFiles(last))) {
                    last = now;
                    if (!now.equals(recorded)) {
                        record(now);
                    }
                }
            } finally {
                nobodyElse.release();
            }
        }
    }

    private void record(WalRecord record) {
        write(RECORD_AT, padded(record.text(), RECORD_BYTES));
        recorded = record;
    }

    private FileLock lockGate() throws IOException {
        long start = config.ticker().nanos();
        FileLock gate = tryLock(GATE, false);
        while (gate == null) {
            if (config.ticker().nanos() - start > config.waitTimeout().toNanos()) {
                throw new StoreBusyException(
                        "timed out after " + config.waitTimeout().toMillis()
                                + " ms: another process is opening or closing " + config.path()
                                + " and does not get on with it; find the one that has " + path + " open",
                        null);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            gate = tryLock(GATE, false);
        }
        return gate;
    }

    private void enter() throws IOException {
        Sync mine = config.sync();
        boolean isAlone = true;
        for (Sync other : Sync.values()) {
            if (isHeld(other)) {
                isAlone = false;
                if (other != mine) {
                    throw differs(other);
                }
            }
        }
        WalRecord written = isAlone ? WalRecord.parse(text(RECORD_AT, RECORD_BYTES)) : null;
        if (written != null) {
            written.refuseForeignLog(config.path());
        }
        own = tryLock(byteOf(mine), true);
        isUnflushed = mine != Sync.OFF && text(UNFLUSHED_AT, 1).equals("1");
        write(0, OPEN);
        write(
                NAMES_AT + mine.level() * NAME_BYTES,
                padded("process " + ProcessHandle.current().pid(), NAME_BYTES));
        if (mine == Sync.OFF) {
            write(UNFLUSHED_AT, "1");
        }
    }

    private boolean isHeld(Sync level) throws IOException {
        FileLock lock = tryLock(byteOf(level), false);
        if (lock == null) {
            return true;
        }
        lock.release();
        return false;
    }

    private StoreException differs(Sync other) throws IOException {
        String who = text(NAMES_AT + other.level() * NAME_BYTES, NAME_BYTES);
        return new StoreException(
                config.path() + " is open in another process (" + (who.isEmpty() ? "unknown" : who) + ") at sync level "
                        + name(other) + ", and this one would open it at " + name(config.sync())
                        + ": all processes must flush alike, or a power loss may damage what one of them was promised. Give"
                        + " all the same sync level, or stop the others first",
                null);
    }

    private static String name(Sync sync) {
        return sync.name().toLowerCase(Locale.ROOT);
    }

    private static long byteOf(Sync level) {
        return GATE + 1 + level.level();
    }

    /** Locks one byte; null if another process holds it. */
    private @Nullable FileLock tryLock(long position, boolean isShared) throws IOException {
        FileChannel channel = file.getChannel();
        try {
            return channel.tryLock(position, 1, isShared);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private synchronized String text(int position, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(position);
        int read = Math.max(0, file.read(bytes));
        return new String(bytes, 0, read, StandardCharsets.UTF_8)
                .replace("\0", "")
                .strip();
    }

    private synchronized void write(int position, String text) {
        try {
            file.seek(position);
            file.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // a full disk: what is written here helps others to refuse, and nothing depends on it
        }
    }

    private static String padded(String text, int length) {
        return text + " ".repeat(Math.max(0, length - text.getBytes(StandardCharsets.UTF_8).length));
    }

    /** Leaves; whoever is last takes the file away, unless it still says something. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            if (tryLock(GATE, false) != null) {
                deleteIfLast();
            }
        } finally {
            file.close(); // with all locks
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void deleteIfLast() throws IOException {
        Path log = config.path().resolveSibling(config.path().getFileName() + "-wal");
        if (Files.exists(log) || !isAtItsPath()) {
            return;
        }
        write(RECORD_AT, padded("", RECORD_BYTES));
        if (config.sync() == Sync.OFF) {
            return; // whoever comes next must know
        }
        for (Sync level : Sync.values()) {
            if (isHeldByOthers(level)) {
                return;
            }
        }
        write(0, GONE);
        Files.deleteIfExists(path);
    }

    /** This process's own lock on its level makes room for the question, under the gate. */
    private boolean isHeldByOthers(Sync level) throws IOException {
        FileLock mine = own;
        if (level == config.sync() && mine != null) {
            mine.release();
        }
        return isHeld(level);
    }
}
