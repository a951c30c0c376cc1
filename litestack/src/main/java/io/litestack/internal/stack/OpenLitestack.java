package io.litestack.internal.stack;

import io.litestack.Litestack;
import io.litestack.RestoreHook;
import io.litestack.cable.Cable;
import io.litestack.cache.Cache;
import io.litestack.core.ClosedException;
import io.litestack.core.ConfigException;
import io.litestack.core.LitestackException;
import io.litestack.core.Store;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.StoreInternals;
import io.litestack.db.Database;
import io.litestack.internal.plan.Plan;
import io.litestack.internal.plan.PlannedComponent;
import io.litestack.internal.plan.PlannedStore;
import io.litestack.internal.report.LitestreamFile;
import io.litestack.internal.settings.KnownComponent;
import io.litestack.internal.settings.Providers;
import io.litestack.job.JobQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is open, in the order in which it was opened. */
public final class OpenLitestack implements Litestack {
    private static final Logger LOG = LoggerFactory.getLogger(Litestack.class);

    private final Plan plan;
    private final Map<String, Store> stores = new LinkedHashMap<>();
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final Deque<ShutdownStep> steps = new ArrayDeque<>();

    /** Those of components that run work of the application: first, with everything else still open to that work. */
    private final Deque<ShutdownStep> workSteps = new ArrayDeque<>();

    private final ShutdownHook shutdownHook = new ShutdownHook(this);
    private final Object shutdownLock = new Object();
    private boolean isStarted;
    private volatile boolean isClosing;

    /** Not before the work that ran has ended, or its time is over. */
    private volatile boolean isClosed;

    private volatile @Nullable Shutdown shutdown;
    private volatile boolean isOver;

    private OpenLitestack(Plan plan) {
        this.plan = plan;
    }

    /** Opens what is planned; if that fails, closes what was opened. */
    public static OpenLitestack open(Plan plan, RestoreHook restoreHook) {
        OpenLitestack stack = new OpenLitestack(plan);
        try {
            stack.openAll(new Restoration(restoreHook));
            return stack;
        } catch (RuntimeException | Error e) {
            stack.closeAfter(e);
            throw e;
        }
    }

    private synchronized void openAll(Restoration restoration) {
        for (PlannedStore planned : plan.stores()) {
            open(planned, restoration);
        }
        for (PlannedComponent<?, ?> planned : plan.components()) {
            if (planned.isOn()) {
                open(planned);
            }
        }
        components.forEach(this::attachOthers);
        if (plan.global().stopAtShutdown()) {
            shutdownHook.install();
        }
        log();
    }

    private void attachOthers(String name, Component component) {
        stores.values().stream().distinct().filter(it -> it != stores.get(name)).forEach(component::attach);
    }

    private void open(PlannedStore planned, Restoration restoration) {
        OpenStore opened = new OpenStore(planned, plan.opener(planned));
        steps.push(opened.closeStep());
        Store store = opened.open(restoration);
        planned.components().forEach(name -> stores.put(name, store));
    }

    private void open(PlannedComponent<?, ?> planned) {
        Store store = stores.get(planned.name());
        if (store == null) {
            throw new IllegalStateException(planned.name());
        }
        Component component = planned.open(store, plan.global());
        (component.runsWork() ? workSteps : steps)
                .push(new ShutdownStep(planned.name(), planned.closeTimeout(), component));
        components.put(planned.name(), component);
    }

    private void log() {
        String sqlite = stores.values().stream()
                .findFirst()
                .map(it -> ", SQLite " + StoreInternals.of(it).sqliteVersion())
                .orElse("");
        LOG.info("open: environment {}, data folder {}{}", environment(), dataFolder(), sqlite);
        plan.warnings().forEach(LOG::warn);
        plan.stores().forEach(store -> LOG.info("{}", store.describe()));
        components.forEach((name, component) -> {
            if (!component.describe().isEmpty()) {
                LOG.info("{}: {}", name, component.describe());
            }
        });
    }

    @Override
    public synchronized void start() {
        refuseClosing();
        if (!isStarted) {
            isStarted = true;
            components.values().forEach(this::start);
        }
    }

    /** A close does not wait for long until all of them are started. */
    private void start(Component component) {
        refuseClosing();
        component.start();
    }

    @Override
    public Database db() {
        return (Database) named(KnownComponent.DB);
    }

    @Override
    public Cache cache() {
        return (Cache) named(KnownComponent.CACHE);
    }

    @Override
    public Cable cable() {
        return (Cable) named(KnownComponent.CABLE);
    }

    @Override
    public JobQueue jobs() {
        return (JobQueue) named(KnownComponent.JOBS);
    }

    @Override
    public <T> T component(Class<T> type) {
        refuseClosed();
        return components.values().stream()
                .map(Component::service)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> absent(type));
    }

    private ConfigException absent(Class<?> type) {
        Optional<PlannedComponent<?, ?>> planned = plan.components().stream()
                .filter(it -> type.isAssignableFrom(it.provider().type()))
                .findFirst();
        String reason = planned.map(it -> it.name() + " is off in the environment " + environment() + " (store: off, "
                        + it.origin() + "); say store: file")
                .orElse("none of the components offers it (" + String.join(", ", components.keySet())
                        + "); add the artifact that does. If it is there, it is not named in "
                        + Providers.registration() + ": a jar made of many must merge these files");
        return new ConfigException(type.getSimpleName(), List.of(reason));
    }

    /** A component of Litestack itself, which may be missing together with its class. */
    private Object named(KnownComponent known) {
        refuseClosed();
        Component component = components.get(known.section());
        if (component != null) {
            return component.service();
        }
        Optional<PlannedComponent<?, ?>> planned = plan.components().stream()
                .filter(it -> it.name().equals(known.section()))
                .findFirst();
        throw planned.map(it -> absent(it.provider().type())).orElseGet(() -> absent(known));
    }

    private static ConfigException absent(KnownComponent known) {
        ClassLoader loader = OpenLitestack.class.getClassLoader();
        return new ConfigException(
                known.section(),
                List.of(known.absence(loader) + "; " + known.remedy(loader) + " to have " + known.section()));
    }

    @Override
    public Map<String, Store> stores() {
        return Collections.unmodifiableMap(stores);
    }

    @Override
    public String environment() {
        return plan.global().environment();
    }

    @Override
    public Path dataFolder() {
        return plan.global().dataFolder();
    }

    @Override
    public String litestreamYml(String replica) {
        return new LitestreamFile(plan, replica).text();
    }

    @Override
    public void close() {
        if (isOver || isShuttingDown(Thread.currentThread())) {
            return;
        }
        refuseCloseInside();
        Throwable failure = shutDown();
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure != null) {
            throw new LitestackException("could not close: " + failure, failure);
        }
    }

    /** A listener that is called by the shutdown, on one of its threads, would wait for itself. */
    private boolean isShuttingDown(Thread thread) {
        Shutdown current = shutdown;
        return current != null && current.isOn(thread);
    }

    private void refuseCloseInside() {
        stores.values().forEach(store -> StoreInternals.of(store).refuseCloseInside());
        if (StoreInternals.isThreadInside()) {
            throw new IllegalStateException(this
                    + " cannot be closed from inside a read or write of a store, which its parts may be waiting for; close it"
                    + " after that");
        }
        components.values().forEach(Component::refuseCloseInside);
    }

    private void closeAfter(Throwable cause) {
        Throwable failure = shutDown();
        if (failure != null) {
            cause.addSuppressed(failure);
        }
    }

    /** Closes each part, whatever becomes of the others; a second call waits for the first. */
    private @Nullable Throwable shutDown() {
        isClosing = true;
        if (workSteps.isEmpty()) {
            isClosed = true;
        }
        synchronized (shutdownLock) {
            if (steps.isEmpty()) {
                return null;
            }
            shutdownHook.remove();
            List<ShutdownStep> all = takeSteps();
            Shutdown begun = new Shutdown(
                    "environment " + environment() + ", data folder " + dataFolder(),
                    plan.global().closeTimeout());
            shutdown = begun;
            Throwable failure = begun.run(all);
            isOver = true;
            return failure;
        }
    }

    /** In the order in which they are closed. */
    private List<ShutdownStep> takeSteps() {
        List<ShutdownStep> all = new ArrayList<>();
        all.add(new ShutdownStep("a start that is under way", Duration.ZERO, this::awaitStart));
        all.addAll(workSteps);
        all.add(new ShutdownStep("what is open to jobs that run", Duration.ZERO, () -> isClosed = true));
        all.addAll(steps);
        steps.clear();
        return List.copyOf(all);
    }

    /** A later one is refused. */
    private synchronized void awaitStart() {
        isStarted = false;
    }

    private void refuseClosing() {
        refuseClosed(isClosing);
    }

    private void refuseClosed() {
        refuseClosed(isClosed);
    }

    private void refuseClosed(boolean isTooLate) {
        if (isTooLate) {
            throw new ClosedException("this Litestack is closed (data folder " + dataFolder() + ")", null);
        }
    }

    @Override
    public String toString() {
        return "Litestack[" + environment() + ", " + dataFolder() + "]";
    }
}
