package io.litestack.cache.internal.file;

import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one at a time decide which file of a cache is the current one, over all processes, and knows which of them somebody has open.
 *
 * <p>It is a file {@code .litestack/<name>.cache} beside the cache's: what is known of it ({@link FileState}), and behind that a byte that
 * is locked by whoever decides, and one for each generation of the cache's file that all who have it open share a lock on. The locks end
 * with their process however that ends. A process opens it once: closing it twice would drop the locks of the first.
 *
 * <p>Thread-safe.
 */
final class FileGate {
    private static final int STATE_BYTES = 255;

    /** One byte behind the state, which is written without deciding anything: that may take long just when it matters. */
    private static final long LOST = STATE_BYTES;

    private static final int IS_LOST = 'L';
    private static final long GATE = 1 << 20;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NANOS = 500_000;

    private static final Map<Path, FileGate> OPEN = new HashMap<>();

    private final Path path;
    private final RandomAccessFile file;
    private final ReentrantLock deciding = new ReentrantLock();
    private final Map<Integer, FileLock> held = new ConcurrentHashMap<>();
    private int users;

    private FileGate(Path path) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** Joins those in this process who use the gate of a file; {@link #leave} ends that. */
    static FileGate join(Path base) {
        synchronized (OPEN) {
            try {
                Path folder = base.resolveSibling(".litestack");
                Files.createDirectories(folder, forOwner(folder, "rwx------"));
                Path path = folder.toRealPath().resolve(base.getFileName() + ".cache");
                FileGate gate = OPEN.get(path);
                if (gate == null) {
                    create(path);
                    gate = new FileGate(path);
                    OPEN.put(path, gate);
                }
                gate.users++;
                return gate;
            } catch (IOException e) {
                throw new StoreException(
                        "cannot create the file that says which file of the cache is the current one, beside " + base
                                + ": " + e + "; grant write permission on its folder, or free space on the disk",
                        e);
            }
        }
    }

    private static void create(Path path) throws IOException {
        try {
            Files.createFile(path, forOwner(path, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            // as a rule
        }
    }

    private static FileAttribute<?>[] forOwner(Path path, String permissions) {
        boolean isPossible = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return isPossible
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    void leave() {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(path);
                closeQuietly();
            }
        }
    }

    private void closeQuietly() {
        try {
            file.close();
        } catch (IOException e) {
            // its locks are gone all the same
        }
    }

    /** Decides something while nobody else does. */
    <T> T decide(Supplier<T> decision) {
        deciding.lock();
        try {
            return decideHolding(decision);
        } finally {
            deciding.unlock();
        }
    }

    /** As {@link #decide}, unless another thread of this process decides something just now: that may wait for this one. */
    void decideUnlessBusy(Runnable decision) {
        if (deciding.tryLock()) {
            try {
                decideHolding(() -> {
                    decision.run();
                    return true;
                });
            } finally {
                deciding.unlock();
            }
        }
    }

    private <T> T decideHolding(Supplier<T> decision) {
        boolean interrupted = Thread.interrupted(); // else a lock would close the channel
        FileLock gate = deciding.getHoldCount() == 1 ? lockGate() : null;
        try {
            return decision.get();
        } finally {
            release(gate);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileLock lockGate() {
        long end = System.nanoTime() + LONGEST_WAIT_NANOS;
        FileLock gate = tryLock(GATE, false);
        while (gate == null) {
            if (end - System.nanoTime() <= 0) {
                throw new StoreBusyException(
                        "timed out after " + TimeUnit.NANOSECONDS.toMillis(LONGEST_WAIT_NANOS)
                                + " ms: another process is opening or closing the cache and does not get on with it; find the"
                                + " one that has " + path + " open",
                        null);
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
            gate = tryLock(GATE, false);
        }
        return gate;
    }

    private @Nullable FileLock tryLock(long position, boolean isShared) {
        try {
            return file.getChannel().tryLock(position, 1, isShared);
        } catch (OverlappingFileLockException e) {
            return null;
        } catch (IOException e) {
            throw new StoreException("cannot lock " + path + ": " + e, e);
        }
    }

    private static void release(@Nullable FileLock lock) {
        try {
            if (lock != null) {
                lock.release();
            }
        } catch (IOException e) {
            // it ends with the process
        }
    }

    // While deciding.

    /** This process has a generation of the file open. */
    void hold(int generation) {
        if (!held.containsKey(generation)) {
            FileLock lock = tryLock(byteOf(generation), true);
            if (lock != null) {
                held.put(generation, lock);
            }
        }
    }

    /** This process has it open no more; may be called at any time. */
    void letGo(int generation) {
        release(held.remove(generation));
    }

    boolean isHeldHere(int generation) {
        return held.containsKey(generation);
    }

    /** Whether another process has a generation open. */
    boolean isHeldElsewhere(int generation) {
        boolean isMine = held.containsKey(generation);
        letGo(generation);
        FileLock all = tryLock(byteOf(generation), false);
        release(all);
        if (isMine) {
            hold(generation);
        }
        return all == null;
    }

    private static long byteOf(int generation) {
        return GATE + generation;
    }

    FileState state() {
        try {
            synchronized (file) {
                byte[] bytes = new byte[STATE_BYTES];
                file.seek(0);
                int read = Math.max(0, file.read(bytes));
                return read == 0
                        ? FileState.UNKNOWN
                        : FileState.parse(new String(bytes, 0, read, StandardCharsets.UTF_8), isLost());
            }
        } catch (IOException e) {
            return FileState.UNKNOWN;
        }
    }

    private boolean isLost() throws IOException {
        file.seek(LOST);
        return file.read() == IS_LOST;
    }

    void write(FileState state) {
        byte[] bytes = new byte[STATE_BYTES];
        Arrays.fill(bytes, (byte) ' ');
        byte[] text = state.text().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, bytes, 0, Math.min(text.length, bytes.length));
        try {
            synchronized (file) {
                file.seek(0);
                file.write(bytes);
            }
        } catch (IOException e) {
            // a full disk: then the next opening begins empty, if anything
        }
    }

    /** Says that values in the file may be old, or that they are not. */
    void writeLost(boolean isLost) {
        try {
            synchronized (file) {
                if (isLost() != isLost) {
                    file.seek(LOST);
                    file.write(isLost ? IS_LOST : ' ');
                }
            }
        } catch (IOException e) {
            // a disk that cannot be written at all keeps nothing
        }
    }
}
