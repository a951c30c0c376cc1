package io.litestack.job.internal.lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of an {@link AttemptJournal}, mapped into memory: in the folder {@code .litestack} beside the database, under a name
 * that the worker's row holds. Whoever deletes that row deletes the file.
 *
 * <p>It is never flushed, so it is of use only while the kernel runs whose boot id it begins with: after a restart of the
 * machine, or on another one, it is ignored. There is no file on systems without such an id.
 *
 * <pre>
 *    0   8 bytes   magic
 *    8  56 bytes   the boot id, filled up with zeros
 *   64   8 bytes   for each entry: the job's id, the attempt's low 8 bits, 3 bits of state; 0 if it is free
 * </pre>
 */
public final class AttemptJournalFile {
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final FileAttribute<?> NOT_FOR_OTHERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final byte[] MAGIC = "LSFLIGHT".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 64;
    private static final String SUFFIX = ".inflight";
    private static final Duration UNNEEDED_AFTER = Duration.ofDays(1);

    private final Path path;
    private final ByteBuffer memory;

    private AttemptJournalFile(Path path, ByteBuffer memory) {
        this.path = path;
        this.memory = memory;
    }

    /** Makes one; null where there can be none. */
    static @Nullable AttemptJournalFile create(Path database, int entries) {
        try {
            Optional<byte[]> header = header();
            if (header.isEmpty()) {
                return null;
            }
            Path folder = folder(database);
            makeFolder(folder);
            String random =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            return create(folder.resolve(prefix(database) + random + SUFFIX), header.get(), entries);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** All of its room is taken at once: a page for which a full disk has no room would be a fault in the middle of a job. */
    private static AttemptJournalFile create(Path path, byte[] header, int entries) throws IOException {
        int bytes = HEADER + entries * Long.BYTES;
        try (FileChannel channel = FileChannel.open(path, NEW, NOT_FOR_OTHERS)) {
            ByteBuffer content = ByteBuffer.allocate(bytes).put(header).rewind();
            while (content.hasRemaining()) {
                channel.write(content);
            }
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            return new AttemptJournalFile(
                    path, mapped.slice(HEADER, entries * Long.BYTES).order(ByteOrder.nativeOrder()));
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** With the permissions of the folder of the sockets. */
    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static Path folder(Path database) throws IOException {
        Path parent = database.toRealPath().getParent();
        if (parent == null) {
            throw new NoSuchFileException(database.toString());
        }
        return parent.resolve(".litestack");
    }

    private static String prefix(Path database) throws IOException {
        return database.toRealPath().getFileName().toString() + '-';
    }

    private static Optional<byte[]> header() throws IOException {
        if (!Files.isReadable(BOOT_ID)) {
            return Optional.empty();
        }
        byte[] kernel = Files.readString(BOOT_ID).trim().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.put(MAGIC).put(kernel, 0, Math.min(kernel.length, HEADER - MAGIC.length));
        return kernel.length == 0 ? Optional.empty() : Optional.of(header.array());
    }

    String name() {
        return path.getFileName().toString();
    }

    /** The memory of the entries. */
    ByteBuffer memory() {
        return memory;
    }

    void delete() {
        delete(path);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException | RuntimeException e) {
            // it takes some room until it is swept
        }
    }

    // What other processes do with it.

    /** What a worker has begun: the states by their keys; empty if that cannot be known. */
    public static Optional<Map<Long, Integer>> read(Path database, @Nullable String name) {
        try {
            Optional<byte[]> expected = header();
            if (name == null || expected.isEmpty() || !isOf(database, name)) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.wrap(
                            Files.readAllBytes(folder(database).resolve(name)))
                    .order(ByteOrder.nativeOrder());
            boolean isOfThisBoot =
                    content.limit() >= HEADER && content.slice(0, HEADER).equals(ByteBuffer.wrap(expected.get()));
            return isOfThisBoot ? Optional.of(states(content)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Map<Long, Integer> states(ByteBuffer content) {
        Map<Long, Integer> states = new HashMap<>();
        for (int at = HEADER; at + Long.BYTES <= content.limit(); at += Long.BYTES) {
            long value = content.getLong(at);
            if (value != AttemptJournal.FREE) {
                states.put(AttemptJournal.keyOf(value), AttemptJournal.stateOf(value));
            }
        }
        return states;
    }

    public static void delete(Path database, @Nullable String name) {
        try {
            if (name != null && isOf(database, name)) {
                delete(folder(database).resolve(name));
            }
        } catch (IOException | RuntimeException e) {
            // the database is gone itself
        }
    }

    /**
     * Whether that is the name of such a file of this database: the rows of a copy in the same folder name files of the
     * original.
     */
    private static boolean isOf(Path database, String name) throws IOException {
        String prefix = prefix(database);
        return name.startsWith(prefix)
                && name.endsWith(SUFFIX)
                && name.indexOf('/') < 0
                && name.length() == prefix.length() + Long.BYTES * 2 + SUFFIX.length();
    }

    /**
     * Deletes what nobody needs: files of this database that no worker's row names and that are older than a day. A file is
     * made before the row that names it, so a young one may be of a worker that is just starting.
     */
    public static void sweep(Path database, Set<String> needed) {
        // the clock of the system, and not the configured one: it is compared with times of files
        Instant before = Instant.now().minus(UNNEEDED_AFTER);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(database))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (isOf(database, name)
                        && !needed.contains(name)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    delete(file);
                }
            }
        } catch (IOException | RuntimeException e) {
            // no such folder, or it may not be read
        }
    }
}
