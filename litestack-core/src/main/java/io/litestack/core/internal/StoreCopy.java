package io.litestack.core.internal;

import io.litestack.core.StoreException;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.spi.SystemPath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Copies an open store into a new file. What it writes has another name until it is complete, and one of its own: two that are
 * made at the same time under the same name, by whatever process, must not write into each other.
 */
final class StoreCopy {
    private static final String PART = ".part";
    private static final String JOURNAL = "-journal";

    /** Of a copy that has not been written to for so long nobody is left who makes it. */
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final ConnectionFactory connections;
    private final Path file;
    private final InstantSource clock;

    StoreCopy(ConnectionFactory connections, StoreContext store) {
        this.connections = connections;
        this.file = store.path();
        this.clock = store.config().clock();
    }

    void writeTo(Path given) {
        Path target = SystemPath.absolute(given);
        String random =
                Integer.toString(ThreadLocalRandom.current().nextInt(0, Integer.MAX_VALUE), Character.MAX_RADIX);
        Path part = target.resolveSibling(target.getFileName() + "." + random + PART);
        refuseExisting(target);
        try {
            FileGuard.refuseOrphanLog(target);
            deleteLeftBehind(target);
            Files.createFile(part, FileGuard.ownerOnly(part));
            copy(part);
            refuseExisting(target);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException(
                    "cannot copy " + file + " to " + target + " as user " + System.getProperty("user.name") + ": " + e
                            + "; " + FileGuard.remedy(e),
                    e);
        } finally {
            deleteQuietly(part);
            deleteQuietly(part.resolveSibling(part.getFileName() + JOURNAL));
        }
    }

    /** What processes that died have left of copies to that name. */
    private void deleteLeftBehind(Path target) throws IOException {
        Instant before = clock.instant().minus(LEFT_BEHIND);
        String start = target.getFileName() + ".";
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folderOf(target), it -> isPart(it, start))) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
                    deleteQuietly(part);
                }
            }
        } catch (DirectoryIteratorException | NoSuchFileException e) {
            // another copy has deleted it, or there is no folder, which the copying says
        }
    }

    private static Path folderOf(Path target) {
        return Objects.requireNonNull(target.getParent());
    }

    private static boolean isPart(Path file, String start) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(start) && (name.endsWith(PART) || name.endsWith(PART + JOURNAL));
    }

    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // it is named as what it is, and a later copy deletes it
        }
    }

    private void refuseExisting(Path target) {
        if (Files.exists(target)) {
            throw new StoreException(
                    "cannot copy " + file + " to " + target + ": it exists already; give a new name, or move it away",
                    null);
        }
    }

    private void copy(Path part) {
        try (CachedConnection connection = connections.openMaintenance();
                PreparedStatement vacuum = connection.driver().prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, part.toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, "copying " + file, part);
        }
    }
}
