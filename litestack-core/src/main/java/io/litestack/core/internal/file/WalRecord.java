package io.litestack.core.internal.file;

import io.litestack.core.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which log belongs to which database, as written down while both were in use: a log that a crash has left is applied by SQLite
 * to whatever database lies beside it, also to a backup that was put in its place, and the two are mixed.
 *
 * <h2>What proves that they do not belong together</h2>
 *
 * <ul>
 *   <li>The log is the same file of the same generation (its salts) as before, and the database is another file.
 *   <li>Or it is the same, this kernel still runs, and the database was written since; but what is in it is not what is in the
 *       log. As long as the log is not begun anew nobody writes to the database file but a checkpoint, of whatever program, and
 *       that leaves each page as it was at some commit in the log.
 * </ul>
 *
 * All else proves nothing, and is accepted. After a restart of the machine the times and the pages of files may be older than
 * those that were seen.
 *
 * @param boot the run of the kernel
 * @param log the log's file
 * @param salts the log's generation; empty if it has not begun
 * @param database the database's file
 * @param state its size and the time of its last change; empty while a checkpoint may be changing it
 */
record WalRecord(String boot, String log, String salts, String database, String state) {
    private static final String SEPARATOR = "|";
    private static final int LOG_HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int COMMIT_AT = 4;
    private static final int FRAME_SALTS_AT = 8;
    private static final int SALTS_AT = 16;
    private static final int SALTS_BYTES = 8;
    private static final int PAGE_SIZE_AT = 8;

    /** As things are; null if there is no log, or the system has no identities of files. */
    static @Nullable WalRecord of(Path database) {
        Path log = logOf(database);
        try {
            String salts = saltsOf(log);
            BasicFileAttributes its = Files.readAttributes(database, BasicFileAttributes.class);
            BasicFileAttributes logs = Files.readAttributes(log, BasicFileAttributes.class);
            if (its.fileKey() == null || logs.fileKey() == null) {
                return null;
            }
            return new WalRecord(
                    BootId.read(),
                    logs.fileKey().toString(),
                    salts,
                    its.fileKey().toString(),
                    // of another generation it says nothing
                    salts.equals(saltsOf(log)) ? its.size() + " bytes at " + its.lastModifiedTime() : "");
        } catch (IOException e) {
            return null;
        }
    }

    /** Reads what {@link #text} has written; null if that is nothing. */
    static @Nullable WalRecord parse(String text) {
        List<String> parts = List.of(text.split("\\" + SEPARATOR, -1));
        return parts.size() == 6
                ? new WalRecord(parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4))
                : null;
    }

    String text() {
        return String.join(SEPARATOR, boot, log, salts, database, state, "");
    }

    boolean isOfSameFiles(WalRecord other) {
        return log.equals(other.log) && database.equals(other.database);
    }

    /** The same while somebody may be writing to the database. */
    WalRecord inDoubt() {
        return new WalRecord(boot, log, salts, database, "");
    }

    /**
     * Compares what was written down with what is there, before SQLite opens it.
     *
     * @throws StoreException if the log is for sure that of another database
     */
    void refuseForeignLog(Path file) throws IOException {
        WalRecord now = of(file);
        if (now == null || now.salts.isEmpty() || !now.log.equals(log) || !now.salts.equals(salts)) {
            return;
        }
        if (!now.database.equals(database)) {
            throw foreign(file, "is another file than the one");
        }
        boolean isComparable = !state.isEmpty() && !now.state.isEmpty() && now.boot.equals(boot);
        if (isComparable && !now.state.equals(state) && !wasCheckpointed(file)) {
            // what was compared counts only if nobody has worked on the files meanwhile
            if (now.equals(of(file))) {
                throw foreign(file, "has other contents than the one");
            }
        }
    }

    private static StoreException foreign(Path file, String what) {
        Path log = logOf(file);
        return new StoreException(
                file + " " + what + " to which its log " + log
                        + " belongs; together they would be mixed up, so nothing was opened."
                        + " If a backup was put in its place, move the log away (mv " + log + " " + log
                        + ".old) and start again;"
                        + " what was committed after the backup is in the log. If not, put the database back that belongs to"
                        + " the log. If they do belong together, delete " + ProcessRegistry.pathFor(file),
                null);
    }

    /** Whether the change of the database was a checkpoint of this log. If that cannot be seen, it may. */
    private static boolean wasCheckpointed(Path file) throws IOException {
        if (isOpenHere(file)) {
            return true;
        }
        try (RandomAccessFile log = new RandomAccessFile(logOf(file).toFile(), "r");
                RandomAccessFile database = new RandomAccessFile(file.toFile(), "r")) {
            return isCheckpointed(log, database);
        }
    }

    /** A database that this process has open, through whatever driver, must not be opened and closed here. */
    private static boolean isOpenHere(Path file) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        return !Files.isReadable(descriptors) || LockWatch.isOpenHere(file);
    }

    /** Whether the database is as after a checkpoint up to some commit in the log: each page as it was last written by then. */
    private static boolean isCheckpointed(RandomAccessFile log, RandomAccessFile database) throws IOException {
        byte[] header = read(log, 0, LOG_HEADER_BYTES);
        int pageBytes = intAt(header, PAGE_SIZE_AT);
        String salts = salts(header, SALTS_AT);
        Set<Long> different = new HashSet<>();
        long end = log.length() - FRAME_HEADER_BYTES - pageBytes;
        for (long at = LOG_HEADER_BYTES; at <= end; at += FRAME_HEADER_BYTES + pageBytes) {
            byte[] frame = read(log, at, FRAME_HEADER_BYTES);
            if (!salts(frame, FRAME_SALTS_AT).equals(salts)) {
                return false;
            }
            long page = Integer.toUnsignedLong(intAt(frame, 0));
            byte[] logged = read(log, at + FRAME_HEADER_BYTES, pageBytes);
            if (Arrays.equals(logged, read(database, (page - 1) * pageBytes, pageBytes))) {
                different.remove(page);
            } else {
                different.add(page);
            }
            boolean isCommit = intAt(frame, COMMIT_AT) != 0;
            if (isCommit && different.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static String salts(byte[] bytes, int at) {
        return HexFormat.of().formatHex(bytes, at, at + SALTS_BYTES);
    }

    private static byte[] read(RandomAccessFile file, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        int read = 0;
        while (read < length) {
            int n = file.read(bytes, read, length - read);
            if (n < 0) {
                break; // shorter than it should be: the rest stays zero
            }
            read += n;
        }
        return bytes;
    }

    private static int intAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    /** Empty if the log has not begun. */
    private static String saltsOf(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            return file.length() < LOG_HEADER_BYTES ? "" : salts(read(file, SALTS_AT, SALTS_BYTES), 0);
        }
    }

    private static Path logOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }
}
