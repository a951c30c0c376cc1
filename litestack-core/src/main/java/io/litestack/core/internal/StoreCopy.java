package io.litestack.core.internal;

import io.litestack.core.StoreException;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.spi.SystemPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Copies an open store into a new file. What it writes has another name until it is complete. */
final class StoreCopy {
    private final ConnectionFactory connections;
    private final Path file;

    StoreCopy(ConnectionFactory connections, Path file) {
        this.connections = connections;
        this.file = file;
    }

    void writeTo(Path given) {
        Path target = SystemPath.absolute(given);
        Path part = target.resolveSibling(target.getFileName() + ".part");
        refuseExisting(target);
        try {
            FileGuard.refuseOrphanLog(target);
            Files.deleteIfExists(part);
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
        }
    }

    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // it is named as what it is, and the next copy begins with deleting it
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
