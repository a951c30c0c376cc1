package io.litestack.core.internal;

import io.litestack.core.ConfigException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stores that this process has open. One file is one engine, however often and under whatever name it is opened; the
 * engine closes with the last of its handles.
 *
 * <p>A second copy of these classes (another class loader) would be a second copy of SQLite, and the two would drop each
 * other's locks; so each open file is also entered among the system properties, which all class loaders share.
 */
public final class Stores {
    private static final String PROPERTY = "io.litestack.open.";

    private static final class Shared {
        final StoreEngine engine;
        final StoreConfig config;
        int handles;
        boolean isClosing;

        Shared(StoreEngine engine, StoreConfig config) {
            this.engine = engine;
            this.config = config;
        }
    }

    private static final Map<Object, Shared> open = new HashMap<>();

    private Stores() {}

    /**
     * Opens a file, or another handle on it.
     *
     * @param config the settings
     * @return the handle
     */
    public static Store open(StoreConfig config) {
        return open(config, () -> {});
    }

    /**
     * Opens an empty store in a new file that is deleted at close.
     *
     * @param settings changes the default settings
     * @return the handle
     */
    public static Store temporary(Consumer<StoreConfig.Builder> settings) {
        try {
            Path folder = Files.createTempDirectory("litestack-");
            StoreConfig.Builder builder = StoreConfig.builder(folder.resolve("temporary.db"));
            settings.accept(builder);
            return open(builder.build(), () -> deleteFolder(folder));
        } catch (IOException e) {
            throw new StoreException("cannot create a temporary store: " + e, e);
        }
    }

    private static Store open(StoreConfig config, Runnable afterClose) {
        synchronized (open) {
            FileGuard.Identity file = FileGuard.prepare(config.path());
            Shared shared = awaitClosed(file.key());
            if (shared == null) {
                shared = openEngine(file, config);
            } else {
                refuseOtherSettings(shared.config, config);
            }
            shared.handles++;
            Shared opened = shared;
            return new StoreHandle(shared.engine, config, () -> {
                close(file.key(), opened);
                afterClose.run();
            });
        }
    }

    /** The engine that is open, or null; one that is being closed is waited for. */
    private static @Nullable Shared awaitClosed(Object key) {
        boolean interrupted = false;
        Shared shared = open.get(key);
        while (shared != null && shared.isClosing) {
            try {
                open.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            shared = open.get(key);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return shared;
    }

    private static Shared openEngine(FileGuard.Identity file, StoreConfig config) {
        String property = PROPERTY + file.key();
        // in one step: another copy of this class does not heed our monitor
        Object owner = System.getProperties().putIfAbsent(property, "opened at " + stack());
        if (owner != null) {
            throw new StoreException(
                    config.path()
                            + " is open in this process through another copy of Litestack (another class loader):\n"
                            + owner
                            + "\nTwo copies of SQLite in one process drop each other's locks; load Litestack once,"
                            + " in a class loader that both share",
                    null);
        }
        try {
            StoreEngine engine =
                    new StoreEngine(config.toBuilder().path(file.path()).build());
            Shared shared = new Shared(engine, config);
            open.put(file.key(), shared);
            return shared;
        } catch (RuntimeException | Error e) {
            System.clearProperty(property);
            throw e;
        }
    }

    private static void close(Object key, Shared shared) {
        synchronized (open) {
            if (shared.handles == 1) {
                shared.engine.refuseCloseInside();
                shared.isClosing = true;
            }
            shared.handles--;
            if (!shared.isClosing) {
                return;
            }
        }
        try {
            shared.engine.close();
        } finally {
            synchronized (open) {
                open.remove(key, shared);
                System.clearProperty(PROPERTY + key);
                open.notifyAll();
            }
        }
    }

    private static void refuseOtherSettings(StoreConfig first, StoreConfig second) {
        List<String> problems = new ArrayList<>();
        compare(problems, "sync", first.sync(), second.sync());
        compare(problems, "checkpoint", first.checkpoint(), second.checkpoint());
        compare(problems, "readers", first.readers(), second.readers());
        compare(problems, "pageCacheBytes", first.pageCacheBytes(), second.pageCacheBytes());
        compare(problems, "waitTimeout", first.waitTimeout(), second.waitTimeout());
        compare(problems, "transactionTimeout", first.transactionTimeout(), second.transactionTimeout());
        compare(problems, "queryTimeout", first.queryTimeout(), second.queryTimeout());
        compare(problems, "syncTimeout", first.syncTimeout(), second.syncTimeout());
        compare(problems, "closeTimeout", first.closeTimeout(), second.closeTimeout());
        compare(problems, "slowTransaction", first.slowTransaction(), second.slowTransaction());
        compare(problems, "applicationId", first.applicationId(), second.applicationId());
        compare(problems, "commandQueueCapacity", first.commandQueueCapacity(), second.commandQueueCapacity());
        if (!problems.isEmpty()) {
            throw new ConfigException(
                    second.path()
                            + " is already open in this process with other settings; close it first, or use the same",
                    problems);
        }
    }

    private static void compare(List<String> problems, String field, Object first, Object second) {
        if (!Objects.equals(first, second)) {
            problems.add(field + " is " + first + " there and " + second + " here");
        }
    }

    private static String stack() {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : new Throwable().getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    private static void deleteFolder(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new StoreException("cannot delete the temporary store in " + folder + ": " + e, e);
        }
    }
}
