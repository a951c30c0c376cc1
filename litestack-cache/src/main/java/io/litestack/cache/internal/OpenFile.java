package io.litestack.cache.internal;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.internal.base.CacheClock;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.base.FileHealth;
import io.litestack.cache.internal.entry.Keys;
import io.litestack.cache.internal.entry.SipHash;
import io.litestack.cache.internal.evict.EntrySizes;
import io.litestack.cache.internal.file.CacheFiles;
import io.litestack.cache.internal.file.Generation;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.report.Counters;
import io.litestack.cache.internal.report.ReportingCacheListener;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.core.ConfigException;
import io.litestack.core.LitestackException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.config.text.SizeText;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One file of the cache, open: its parts, and the threads that look after it. Thread-safe. */
final class OpenFile implements FileHealth {
    private static final Schema SCHEMA =
            Schema.load("cache", name -> OpenFile.class.getResourceAsStream(name), "V001__cache.sql");
    private static final String SECRET = "secret";
    private static final String COHERENCE = "coherence";
    private static final String MAX_SIZE = "max_size";

    /** What goes with all files that a cache ever opens. */
    record Surroundings(CacheConfig config, Counters counters, ReportingCacheListener listener, Runnable onDamage) {}

    /** How many caches of this process have a file open. */
    private static final class Instances {
        final AtomicInteger count = new AtomicInteger();
    }

    private final CacheFiles files;
    private final CacheFiles.Opened opened;
    private final Surroundings surroundings;
    private final boolean isReplaceable;
    private final Store store;
    private final Instances instances;
    private final CacheParts parts;
    private final LoopWorker applier;
    private final ChangeNotifier.Subscription subscription;
    private volatile @Nullable String damage;

    /** Whether this instance has said that values in the file may be old. */
    private volatile boolean isMarkedLost;

    /** For tests: whether what others have changed is learned only when somebody asks for it. */
    private volatile boolean isPaused;

    private OpenFile(CacheFiles files, CacheFiles.Opened opened, Surroundings surroundings) {
        CacheConfig config = surroundings.config;
        this.files = files;
        this.opened = opened;
        this.surroundings = surroundings;
        this.isReplaceable = CacheContext.isOwnFile(config.store());
        this.store = opened.store();
        StoreInternals internals = StoreInternals.of(store);
        internals.install(SCHEMA);
        if (!isReplaceable) {
            EntrySizes.install(store);
        }
        this.instances = internals.attachment(Instances.class, it -> new Instances());
        boolean isAlone = instances.count.getAndIncrement() == 0 && !opened.isOpenElsewhere();
        try {
            byte[] secret =
                    internals.commands().execute(statements -> settle(statements, config, isAlone), Ack.DURABLE);
            this.parts = parts(secret);
            parts.log.open();
            if (opened.isLost()) {
                parts.keyWriter.invalidate(Scope.everything());
                files.markLost(false);
            }
            this.applier = internals.loop("cache-applier", this::apply);
            this.subscription = internals.changeNotifier().subscribe(CacheSql.TOPIC, applier::wake);
        } catch (RuntimeException | Error e) {
            instances.count.decrementAndGet();
            throw e;
        }
        applier.start();
        parts.upkeep.start();
        parts.retries.start();
    }

    /** Takes over an open file, or closes it. */
    static OpenFile of(CacheFiles files, CacheFiles.Opened opened, Surroundings surroundings) {
        try {
            return new OpenFile(files, opened, surroundings);
        } catch (RuntimeException | Error e) {
            opened.store().close();
            throw e;
        }
    }

    private CacheParts parts(byte[] secret) {
        StoreConfig settings = store.config();
        long instance = ThreadLocalRandom.current().nextLong() >>> 1 | 1;
        return new CacheParts(new CacheContext(
                surroundings.config,
                store,
                new CacheClock(settings.clock(), settings.ticker()),
                new Keys(secret),
                instance,
                surroundings.counters,
                surroundings.listener,
                this));
    }

    // What all who have the file open must agree on.

    /** Returns the secret with which the file's keys are hashed. */
    private static byte[] settle(Statements statements, CacheConfig config, boolean isAlone) throws SQLException {
        String coherence = config.coherence().name().toLowerCase(Locale.ROOT);
        List<String> problems = new ArrayList<>();
        if (isAlone) {
            set(statements, COHERENCE, coherence);
            set(statements, MAX_SIZE, Long.toString(config.maxSizeBytes()));
        }
        String itsCoherence = get(statements, COHERENCE, coherence);
        if (!itsCoherence.equals(coherence)) {
            problems.add("coherence is " + itsCoherence + " there and " + coherence + " here");
        }
        long itsSize = Long.parseLong(get(statements, MAX_SIZE, Long.toString(config.maxSizeBytes())));
        if (itsSize != config.maxSizeBytes()) {
            problems.add("maxSizeBytes is " + SizeText.print(itsSize) + " there and "
                    + SizeText.print(config.maxSizeBytes()) + " here");
        }
        if (!problems.isEmpty()) {
            throw new Disagreement(problems);
        }
        return secret(statements);
    }

    /** On its way out of a command. */
    private static final class Disagreement extends SQLException {
        private static final long serialVersionUID = 1L;

        private final transient List<String> problems;

        Disagreement(List<String> problems) {
            super(String.join("; ", problems));
            this.problems = problems;
        }
    }

    private static void set(Statements statements, String name, String value) throws SQLException {
        PreparedStatement set = statements.prepare(CacheSql.SET_META);
        set.setString(1, name);
        set.setString(2, value);
        set.executeUpdate();
    }

    private static String get(Statements statements, String name, String otherwise) throws SQLException {
        PreparedStatement select = statements.prepare(CacheSql.META);
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getString(1) : otherwise;
        }
    }

    private static byte[] secret(Statements statements) throws SQLException {
        byte[] fresh = new byte[SipHash.SECRET_BYTES];
        new SecureRandom().nextBytes(fresh);
        PreparedStatement add = statements.prepare(CacheSql.ADD_META);
        add.setString(1, SECRET);
        add.setBytes(2, fresh);
        add.executeUpdate();
        PreparedStatement select = statements.prepare(CacheSql.META);
        select.setString(1, SECRET);
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getBytes(1);
        }
    }

    /** What a refused opening says. */
    static RuntimeException translated(CacheConfig config, RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Disagreement disagreement) {
                return new ConfigException(
                        config.store().path() + " is open with other settings; close it first, or use the same",
                        disagreement.problems);
            }
        }
        return failure;
    }

    CacheParts parts() {
        return parts;
    }

    Generation generation() {
        return opened.generation();
    }

    // What others do.

    private long apply() {
        if (!isPaused) {
            parts.log.verifyNow();
            parts.signal.give();
        }
        return LoopWorker.Step.UNTIL_WOKEN;
    }

    void pauseApplier() {
        isPaused = true;
    }

    void resumeApplier() {
        isPaused = false;
        applier.wake();
    }

    // Whether it is to be replaced.

    @Override
    public boolean isSuperseded() {
        if (damage != null) {
            return true;
        }
        if (isReplaceable && files.isSuperseded(opened.generation())) {
            damaged("another process has found it damaged");
            return true;
        }
        return false;
    }

    @Override
    public void saw(Throwable failure) {
        if (isReplaceable && damage == null && CacheFiles.isDamage(failure)) {
            damaged(String.valueOf(failure.getMessage()));
        }
    }

    @Override
    public void writesAreLate(boolean areLate) {
        if (areLate || isMarkedLost) {
            files.markLost(areLate);
            isMarkedLost = areLate;
        }
    }

    private void damaged(String cause) {
        damage = cause;
        surroundings.onDamage.run();
    }

    /** Why it is to be replaced, or null. */
    @Nullable
    String damage() {
        return damage;
    }

    // The end.

    /** Writes what waits, and closes. */
    void close() {
        endLoops();
        try {
            parts.writeBehind.flush();
            parts.retry.run();
            parts.prolongations.run();
            parts.visits.run();
            parts.tickets.close();
        } catch (LitestackException e) {
            if (parts.pending.size() > 0 || parts.degradation.isAnyLate()) {
                files.markLost(true);
            }
            surroundings.listener.onInternalFailure(
                    "what was put could not be written when the cache was closed; the next opening begins empty", e);
        }
        closeStore();
    }

    /** Closes without writing: the file is damaged. */
    void abandon() {
        endLoops();
        closeStore();
    }

    private void endLoops() {
        subscription.close();
        parts.refresher.close();
        applier.close();
        parts.upkeep.close();
        parts.retries.close();
    }

    private void closeStore() {
        parts.evictions.close();
        instances.count.decrementAndGet();
        store.close();
    }
}
