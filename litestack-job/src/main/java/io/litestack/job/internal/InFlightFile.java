package io.litestack.job.internal;

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
 * The file in which {@link InFlight} is mapped into memory: in the folder {@code .litestack} beside the database, under a
 * name of its own, which the owner's row holds. Whoever deletes that row deletes the file.
 *
 * <p>It is never flushed, so it is of use only to this run of the kernel, whose name it begins with: after a restart of the
 * machine, or on another one, nobody believes it. There is none where the system does not tell that name.
 *
 * <pre>
 *    0   8 bytes   magic
 *    8  56 bytes   the name of the kernel's run, filled up with zeros
 *   64   8 bytes   for each slot: the job's id, the attempt's low 8 bits, 3 bits of state; 0 if it is free
 * </pre>
 */
final class InFlightFile {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final byte[] MAGIC = "LSFLIGHT".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 64;
    private static final String SUFFIX = ".inflight";
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final Path path;
    private final ByteBuffer memory;

    private InFlightFile(Path path, ByteBuffer memory) {
        this.path = path;
        this.memory = memory;
    }

    /** Makes one; null where there can be none. */
    static @Nullable InFlightFile create(Path database, int slots) {
        try {
            Optional<byte[]> header = header();
            if (header.isEmpty()) {
                return null;
            }
            Path folder = folder(database);
            makeFolder(folder);
            String random =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            return create(folder.resolve(prefix(database) + random + SUFFIX), header.get(), slots);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** All of its room is taken at once: a page that a full disk has no room for would be a fault in the midst of a job. */
    private static InFlightFile create(Path path, byte[] header, int slots) throws IOException {
        int bytes = HEADER + slots * Long.BYTES;
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.allocate(bytes).put(header).rewind();
            while (content.hasRemaining()) {
                channel.write(content);
            }
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            return new InFlightFile(
                    path, mapped.slice(HEADER, slots * Long.BYTES).order(ByteOrder.nativeOrder()));
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** As the folder of the sockets is made. */
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

    /** The slots. */
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
            // it takes some room, until it is swept
        }
    }

    // What others do with it.

    /** What an owner has in flight: the state by key; empty if nobody can know. */
    static Optional<Map<Long, Integer>> read(Path database, @Nullable String name) {
        try {
            Optional<byte[]> expected = header();
            if (name == null || expected.isEmpty() || !isOf(database, name)) {
                return Optional.empty();
            }
            ByteBuffer content = ByteBuffer.wrap(
                            Files.readAllBytes(folder(database).resolve(name)))
                    .order(ByteOrder.nativeOrder());
            boolean isOfThisKernel =
                    content.limit() >= HEADER && content.slice(0, HEADER).equals(ByteBuffer.wrap(expected.get()));
            return isOfThisKernel ? Optional.of(states(content)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Map<Long, Integer> states(ByteBuffer content) {
        Map<Long, Integer> states = new HashMap<>();
        for (int at = HEADER; at + Long.BYTES <= content.limit(); at += Long.BYTES) {
            long value = content.getLong(at);
            if (value != InFlight.FREE) {
                states.put(InFlight.keyOf(value), InFlight.stateOf(value));
            }
        }
        return states;
    }

    static void delete(Path database, @Nullable String name) {
        try {
            if (name != null && isOf(database, name)) {
                delete(folder(database).resolve(name));
            }
        } catch (IOException | RuntimeException e) {
            // the database is gone itself
        }
    }

    /** Whether that is the name of such a file of this database: the rows of a copy in the same folder name those of another. */
    private static boolean isOf(Path database, String name) throws IOException {
        String prefix = prefix(database);
        return name.startsWith(prefix)
                && name.endsWith(SUFFIX)
                && name.indexOf('/') < 0
                && name.length() == prefix.length() + Long.BYTES * 2 + SUFFIX.length();
    }

    /** Deletes what nobody needs: files of this database that no owner's row names, for a day by now. */
    static void sweep(Path database, Set<String> needed) {
        Instant before = Instant.now().minus(LEFT_BEHIND);
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
