package io.litestack.core.internal;

import io.litestack.core.ConfigException;
import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.StoreListener;
import io.litestack.core.internal.file.BootId;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.file.ProcessRegistry;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
    private static final String ABANDONED = "abandoned";

    /** One open file. While it is being opened or closed, which may take long, those who want it wait. */
    private static final class Shared {
        final StoreConfig config;

        @Nullable
        StoreEngine engine;

        int handles;
        boolean isInTransition = true;

        Shared(StoreConfig config) {
            this.config = config;
        }

        StoreEngine engine() {
            return Objects.requireNonNull(engine);
        }
    }

    private static final Map<Object, Shared> open = new HashMap<>();

    /** The engines of {@link #open}, for those who cannot wait for its monitor. */
    private static final List<StoreEngine> engines = new CopyOnWriteArrayList<>();

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

    /**
     * Tells whether the current thread is inside a transaction of any store.
     *
     * @return whether it is
     */
    public static boolean isThreadInside() {
        for (StoreEngine engine : engines) {
            if (engine.isThreadInsideThis()) {
                return true;
            }
        }
        return false;
    }

    /** What distinguishes this run of the system from any other; empty where it cannot be known. */
    public static Optional<String> bootId() {
        try {
            return Optional.of(BootId.read()).filter(it -> !it.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Store open(StoreConfig config, Runnable afterClose) {
        FileGuard.Identity file;
        Shared shared;
        synchronized (open) {
            // here, because it opens and closes a file that it makes: nobody may have locks on that meanwhile
            file = FileGuard.prepare(config.path());
            shared = awaitSettled(file.key(), config);
            if (shared != null) {
                refuseOtherSettings(shared.config, config);
                shared.handles++;
                return handle(file, shared, config, afterClose);
            }
            shared = new Shared(config);
            open.put(file.key(), shared);
        }
        openEngine(file, shared);
        return handle(file, shared, config, afterClose);
    }

    private static StoreHandle handle(FileGuard.Identity file, Shared shared, StoreConfig config, Runnable afterClose) {
        shared.engine().listeners().add(config.listener());
        return new StoreHandle(shared.engine(), config, () -> {
            close(file.key(), shared, config.listener());
            afterClose.run();
        });
    }

    /** The engine that is open, or null; one that is being opened or closed is waited for. */
    private static @Nullable Shared awaitSettled(Object key, StoreConfig config) {
        long start = config.ticker().nanos();
        boolean interrupted = false;
        try {
            Shared shared = open.get(key);
            while (shared != null && shared.isInTransition) {
                Duration patience = shared.config.closeTimeout().plus(config.waitTimeout());
                long left = patience.toNanos() - (config.ticker().nanos() - start);
                if (left <= 0) {
                    throw stillInTransition(config.path(), patience);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(open, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                shared = open.get(key);
            }
            return shared;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static StoreBusyException stillInTransition(Path path, Duration patience) {
        return new StoreBusyException(
                "timed out after " + patience.toMillis() + " ms: this process is still opening or closing " + path
                        + "; the disk does not answer, or something that should end with the file does not",
                null);
    }

    private static void openEngine(FileGuard.Identity file, Shared shared) {
        boolean isOpen = false;
        try {
            claim(file, shared.config);
            shared.engine = newEngine(file, shared.config);
            engines.add(shared.engine());
            shared.handles = 1;
            isOpen = true;
        } finally {
            settle(file.key(), shared, isOpen);
        }
    }

    private static StoreEngine newEngine(FileGuard.Identity file, StoreConfig config) {
        ProcessRegistry registry = null;
        try {
            StoreConfig real = config.toBuilder().path(file.path()).build();
            registry = ProcessRegistry.join(real);
            return new StoreEngine(real, registry);
        } catch (RuntimeException | Error e) {
            System.clearProperty(PROPERTY + file.key());
            leave(registry, e);
            throw e;
        }
    }

    private static void leave(@Nullable ProcessRegistry registry, Throwable cause) {
        try {
            if (registry != null) {
                registry.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** In one step: another copy of this class does not heed our monitor. */
    private static void claim(FileGuard.Identity file, StoreConfig config) {
        Object owner = System.getProperties().putIfAbsent(PROPERTY + file.key(), "opened at " + stack());
        if (ABANDONED.equals(owner)) {
            throw new StoreException(
                    config.path()
                            + " was open in this process when its files were replaced or SQLite's locks on them were"
                            + " dropped, and cannot be opened here any more; restart the process",
                    null);
        }
        if (owner != null) {
            throw new StoreException(
                    config.path()
                            + " is open in this process through another copy of Litestack (another class loader):\n"
                            + owner
                            + "\nTwo copies of SQLite in one process drop each other's locks; load Litestack once,"
                            + " in a class loader that both share",
                    null);
        }
    }

    private static void settle(Object key, Shared shared, boolean isOpen) {
        synchronized (open) {
            shared.isInTransition = false;
            if (!isOpen) {
                open.remove(key, shared);
            }
            open.notifyAll();
        }
    }

    private static void close(Object key, Shared shared, StoreListener listener) {
        synchronized (open) {
            if (shared.handles == 1) {
                shared.engine().refuseCloseInside();
                shared.isInTransition = true;
            }
            shared.handles--;
            if (!shared.isInTransition) {
                shared.engine().listeners().remove(listener);
                return;
            }
        }
        try {
            shared.engine().close();
        } finally {
            shared.engine().whenFileIsClosed(() -> closed(key, shared));
        }
    }

    private static void closed(Object key, Shared shared) {
        engines.remove(shared.engine());
        if (shared.engine().isAbandoned()) {
            System.setProperty(PROPERTY + key, ABANDONED);
        } else {
            System.clearProperty(PROPERTY + key);
        }
        settle(key, shared, false);
    }

    private static void refuseOtherSettings(StoreConfig first, StoreConfig second) {
        StoreConfig same =
                second.toBuilder().path(first.path()).listener(first.listener()).build();
        if (!same.equals(first)) {
            List<String> problems = new ArrayList<>();
            addDifferences(first, same, problems);
            throw new ConfigException(
                    second.path()
                            + " is already open in this process with other settings; close it first, or use the same",
                    problems);
        }
    }

    /** Settings are in groups, which are records as well: each setting that differs is named. */
    private static void addDifferences(Record first, Record second, List<String> problems) {
        for (RecordComponent setting : first.getClass().getRecordComponents()) {
            Object one = valueOf(setting, first);
            Object two = valueOf(setting, second);
            if (setting.getType().isRecord()) { // not the value, since a caller's clock may be a record as well
                addDifferences((Record) one, (Record) two, problems);
            } else if (!one.equals(two)) {
                problems.add(setting.getName() + " is " + one + " there and " + two + " here");
            }
        }
    }

    private static Object valueOf(RecordComponent setting, Record settings) {
        try {
            return setting.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(setting.toString(), e);
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
                if (Files.isDirectory(file)) {
                    deleteFolder(file);
                } else {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new StoreException("cannot delete the temporary store in " + folder + ": " + e, e);
        }
    }
}
