package io.litestack;

import io.litestack.cable.CableConfig;
import io.litestack.cache.CacheConfig;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.db.DatabaseConfig;
import io.litestack.internal.plan.Plan;
import io.litestack.internal.plan.Planner;
import io.litestack.internal.report.ConfigChecker;
import io.litestack.internal.report.LitestreamFile;
import io.litestack.internal.settings.Customizer;
import io.litestack.internal.settings.OpenRequest;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import io.litestack.internal.settings.SettingsReader;
import io.litestack.internal.stack.OpenLitestack;
import io.litestack.job.JobConfig;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Configures a {@link Litestack} in a program. What is set here wins over what files say; nothing is checked before {@link
 * #open}. Not thread-safe.
 */
public final class LitestackBuilder {
    private final ProcessEnvironment surroundings;
    private final Providers providers;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<Consumer<StoreConfig.Builder>> stores = new ArrayList<>();
    private final List<Customizer<?>> components = new ArrayList<>();
    private Optional<String> environment = Optional.empty();
    private Optional<Path> dataFolder = Optional.empty();
    private Optional<Path> config = Optional.empty();
    private boolean readsFiles = true;
    private RestoreHook restoreHook = RestoreHook.NONE;

    LitestackBuilder(ProcessEnvironment surroundings, Providers providers) {
        this.surroundings = surroundings;
        this.providers = providers;
    }

    /**
     * Names the environment: which section of a file counts, and by default which folder holds the data. It is up to 64
     * letters, digits, dashes and underscores; a file that has sections, but none of this name, is refused. It wins over the
     * system property {@code litestack.env}, and that over the environment variable {@code LITESTACK_ENV}. Default {@code
     * development}.
     *
     * @param name such as {@code "production"}
     * @return this builder
     */
    public LitestackBuilder environment(String name) {
        environment = Optional.of(name);
        return this;
    }

    /**
     * Names the folder that holds the files; it is made if it is missing. A relative path is in the working folder. It wins
     * over the environment variable {@code LITESTACK_DATA_PATH}, and that over the key {@code data} of the file; stores whose
     * path is absolute are elsewhere. Default {@code data/<environment>}.
     *
     * @param folder the folder
     * @return this builder
     */
    public LitestackBuilder dataFolder(Path folder) {
        dataFolder = Optional.of(folder);
        return this;
    }

    /**
     * Names the configuration file, or a folder in which {@code litestack.yml}, {@code .yaml} or {@code .json} or the files
     * of single components are looked for. A relative path is in the working folder; a file that does not exist is refused, a
     * folder without files is not. It means nothing after {@link #withoutFiles}. Default the working folder.
     *
     * @param file the file, or a folder
     * @return this builder
     */
    public LitestackBuilder config(Path file) {
        config = Optional.of(file);
        return this;
    }

    /**
     * Reads no configuration file, not even one that is in the working folder. Environment variables and system properties
     * count all the same, and so do {@link #settings}. It cannot be taken back, and wins over {@link #config}. Without it
     * files are read.
     *
     * @return this builder
     */
    public LitestackBuilder withoutFiles() {
        readsFiles = false;
        return this;
    }

    /**
     * Lays settings over those of the files: groups are merged, lists and values replace. The map holds what a section of a
     * file would hold, such as {@code Map.of("db", Map.of("sync", "full"))}: maps, collections, text, numbers, booleans,
     * {@link java.time.Duration}, {@link Path} and enums. Of several calls the later wins, key by key at the top; what {@link
     * #db} and its like change wins over all of them. By default nothing.
     *
     * @param values the settings
     * @return this builder
     */
    public LitestackBuilder settings(Map<String, ?> values) {
        settings.putAll(values);
        return this;
    }

    /**
     * Changes the settings of every store after all else: for a listener, a clock or threads, which no file can hold. It may
     * be called more than once, and the changes are made in their order; each may run more than once for one store, also in a
     * check that opens nothing. A value that it sets wins over the files and {@link #settings}. By default nothing is
     * changed.
     *
     * @param change changes a store's settings
     * @return this builder
     */
    public LitestackBuilder eachStore(Consumer<? super StoreConfig.Builder> change) {
        stores.add(change::accept);
        return this;
    }

    /**
     * Changes the settings of the database, over those of the files and {@link #settings}. It may be called more than once,
     * and the changes are made in their order; each may run more than once, also in a check that opens nothing. It is an
     * error at {@link #open} if the component is not on the class path. By default nothing is changed.
     *
     * @param change changes its settings
     * @return this builder
     */
    public LitestackBuilder db(Consumer<? super DatabaseConfig.Builder> change) {
        return component(DatabaseConfig.Builder.class, change);
    }

    /**
     * Changes the settings of the cache, over those of the files and {@link #settings}. It may be called more than once, and the
     * changes are made in their order; each may run more than once, also in a check that opens nothing. It is an error at
     * {@link #open} if the component is not on the class path. By default nothing is changed.
     *
     * @param change changes its settings
     * @return this builder
     */
    public LitestackBuilder cache(Consumer<? super CacheConfig.Builder> change) {
        return component(CacheConfig.Builder.class, change);
    }

    /**
     * Changes the settings of the cable, over those of the files and {@link #settings}. It may be called more than once, and
     * the changes are made in their order; each may run more than once, also in a check that opens nothing. It is an error at
     * {@link #open} if the component is not on the class path. By default nothing is changed.
     *
     * @param change changes its settings
     * @return this builder
     */
    public LitestackBuilder cable(Consumer<? super CableConfig.Builder> change) {
        return component(CableConfig.Builder.class, change);
    }

    /**
     * Changes the settings of the job queue, over those of the files and {@link #settings}. It may be called more than once,
     * and the changes are made in their order; each may run more than once, also in a check that opens nothing. It is an
     * error at {@link #open} if the component is not on the class path. By default nothing is changed.
     *
     * @param change changes its settings
     * @return this builder
     */
    public LitestackBuilder jobs(Consumer<? super JobConfig.Builder> change) {
        return component(JobConfig.Builder.class, change);
    }

    /**
     * Changes the settings of the job workers, over those of the files and {@link #settings}. It may be called more than
     * once, and the changes are made in their order; each may run more than once, also in a check that opens nothing. It is
     * an error at {@link #open} if the component is not on the class path. By default nothing is changed.
     *
     * @param change changes their settings
     * @return this builder
     */
    public LitestackBuilder workers(Consumer<? super WorkerConfig.Builder> change) {
        return component(WorkerConfig.Builder.class, change);
    }

    /**
     * Changes the settings of a component of any kind, over those of the files and {@link #settings}; {@link #db}, {@link
     * #cache}, {@link #cable}, {@link #jobs} and {@link #workers} are short for it. It may be called more than once, and the changes are made in their order;
     * each may run more than once, also in a check that opens nothing. It is an error at {@link #open} if no component is
     * configured by such a builder. By default nothing is changed.
     *
     * @param type the class of its configuration's builder
     * @param change changes its settings
     * @param <B> the class of its configuration's builder
     * @return this builder
     */
    public <B> LitestackBuilder component(Class<B> type, Consumer<? super B> change) {
        components.add(new Customizer<>(type, change));
        return this;
    }

    /**
     * Fetches missing files from a backup before they are opened. It is called for each store whose file does not exist,
     * temporary ones excepted, on the thread that opens; {@link RestoreHook#NONE} fetches nothing. If it throws, nothing is
     * opened, so that no empty file takes the place of a backup. Default {@link RestoreHook#NONE}.
     *
     * @param hook fetches a file
     * @return this builder
     */
    public LitestackBuilder restoreMissing(RestoreHook hook) {
        restoreHook = hook;
        return this;
    }

    /**
     * Sets whether SIGTERM and the end of the JVM close what is open. It takes at most as long as {@link #closeTimeout};
     * other shutdown hooks run at the same time, and may find the stores closed. It wins over the key {@code
     * stop_at_shutdown} of the file. Default false.
     *
     * @param value whether they do
     * @return this builder
     */
    public LitestackBuilder stopAtShutdown(boolean value) {
        settings.put("stop_at_shutdown", value);
        return this;
    }

    /**
     * Sets how long a close may take, whatever hangs; see {@link Litestack#close}. It is 100 ms to 365 days. It must hold
     * what the parts may take by their own settings, one after the other: the drain and interrupt timeouts of the workers and
     * the close timeout of each store. It wins over the key {@code close_timeout} of the file. Default 2 minutes.
     *
     * @param value the bound
     * @return this builder
     */
    public LitestackBuilder closeTimeout(Duration value) {
        settings.put("close_timeout", value);
        return this;
    }

    /**
     * Opens everything.
     *
     * @return the open stack, not started
     * @throws io.litestack.core.ConfigException with everything that is wrong with the configuration; nothing was opened
     * @throws io.litestack.core.LitestackException if something cannot be opened; what was opened is closed again
     * @throws IllegalStateException if one of the files feeds a copy of another that is open in this process too; what was
     *     opened is closed again
     */
    public Litestack open() {
        return OpenLitestack.open(plan(), restoreHook);
    }

    /**
     * Checks the configuration without opening anything; see {@link Litestack#check}.
     *
     * @return what would take effect, and every problem
     */
    public ConfigReport check() {
        return new ConfigChecker(request()).check();
    }

    /**
     * Writes the configuration of Litestream without opening anything; see {@link Litestack#litestreamYml}.
     *
     * @param replica where the copies go: a URL such as {@code s3://bucket/app}, or a folder
     * @return the content of a {@code litestream.yml}
     * @throws io.litestack.core.ConfigException with everything that is wrong with the configuration, or if no file has {@code
     *     checkpoint: external}, or if the replica is no URL or path
     */
    public String litestreamYml(String replica) {
        return new LitestreamFile(plan(), replica).text();
    }

    private Plan plan() {
        ConfigProblems problems = new ConfigProblems("Litestack's configuration");
        OpenRequest request = request();
        Optional<Plan> plan = Planner.plan(request, new SettingsReader(request, problems), problems);
        problems.throwIfAny();
        return plan.orElseThrow();
    }

    private OpenRequest request() {
        return new OpenRequest(
                environment,
                dataFolder,
                config,
                readsFiles,
                Collections.unmodifiableMap(new LinkedHashMap<>(settings)),
                List.copyOf(stores),
                List.copyOf(components),
                providers,
                surroundings);
    }
}
