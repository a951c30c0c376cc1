package io.litestack.core.internal.read;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.internal.sqlite.SqliteErrors;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;

/** Makes the pool of the readers: of a fixed size, and never retired by age. */
final class PoolStarter {
    /** The least that Hikari's configuration accepts; its pool itself, which is asked directly, waits for as long as it is asked to. */
    private static final long LEAST_TIMEOUT_MILLIS = 250;

    /** One for all pools of the process: Hikari has next to nothing to do on it. */
    private static final ScheduledExecutorService HOUSEKEEPER = housekeeper();

    private final StoreConfig config;
    private final String threadName;

    PoolStarter(StoreConfig config, String threadName) {
        this.config = config;
        this.threadName = threadName;
    }

    HikariPool start(DataSource source) {
        try {
            HikariConfig hikari = hikari(source);
            hikari.validate();
            return new HikariPool(hikari);
        } catch (HikariPool.PoolInitializationException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw SqliteErrors.translate(sql, "opening a reader", config.path());
            }
            if (e.getCause() instanceof StoreException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private HikariConfig hikari(DataSource source) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName(threadName);
        hikari.setDataSource(source);
        // as the connections are already: nobody's setAutoCommit is ever called
        hikari.setAutoCommit(false);
        hikari.setMaximumPoolSize(config.readers());
        hikari.setMinimumIdle(config.readers());
        hikari.setMaxLifetime(0);
        hikari.setIdleTimeout(0);
        hikari.setConnectionTimeout(
                Math.max(LEAST_TIMEOUT_MILLIS, config.waitTimeout().toMillis()));
        hikari.setThreadFactory(this::newThread);
        hikari.setScheduledExecutor(HOUSEKEEPER);
        return hikari;
    }

    /** Hikari does not survive a factory that fails: then it gets a plain thread. */
    private Thread newThread(Runnable task) {
        Thread thread;
        try {
            thread = Objects.requireNonNull(config.threads().newThread(task));
        } catch (Throwable e) {
            thread = new Thread(task);
            thread.setDaemon(true);
        }
        thread.setName(threadName);
        return thread;
    }

    private static ScheduledExecutorService housekeeper() {
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, "litestack-readers-housekeeper-1");
            thread.setDaemon(true);
            return thread;
        };
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, factory);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }
}
