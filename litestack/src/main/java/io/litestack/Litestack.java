package io.litestack;

import io.litestack.cable.Cable;
import io.litestack.cache.Cache;
import io.litestack.core.Store;
import io.litestack.db.Database;
import io.litestack.internal.report.ConfigTemplate;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import io.litestack.job.JobQueue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All parts of Litestack that an application has, opened together. Thread-safe.
 *
 * <pre>{@code
 * try (Litestack stack = Litestack.open()) { // no file needed: data/development, sane defaults
 *     stack.start();                         // workers start here
 *     ...
 * }
 * }</pre>
 *
 * <p>{@link Main} checks and writes configuration files on a command line.
 */
public interface Litestack extends AutoCloseable {
    /**
     * Opens everything with the configuration in the working folder: {@code litestack.yml}, {@code .yaml} or {@code .json},
     * or one file for each component ({@code litedb.yml}, {@code litecache.yml}, {@code litecable.yml}, {@code
     * litejob.yml}). Without any of them everything has its default.
     *
     * @return the open stack, not started
     * @throws io.litestack.core.ConfigException with everything that is wrong with the configuration; nothing was opened
     * @throws io.litestack.core.LitestackException if something cannot be opened; what was opened is closed again
     * @throws IllegalStateException if one of the files feeds a copy of another that is open in this process too; what was
     *     opened is closed again
     */
    static Litestack open() {
        return builder().open();
    }

    /**
     * Opens everything with a configuration file.
     *
     * @param config the file, or a folder that holds it; a relative path is in the working folder
     * @return the open stack, not started
     * @throws io.litestack.core.ConfigException with everything that is wrong with the configuration; nothing was opened
     * @throws io.litestack.core.LitestackException if something cannot be opened; what was opened is closed again
     * @throws IllegalStateException if one of the files feeds a copy of another that is open in this process too; what was
     *     opened is closed again
     */
    static Litestack open(Path config) {
        return builder().config(config).open();
    }

    /**
     * Starts a configuration in the program, over what files say.
     *
     * @return a builder
     */
    static LitestackBuilder builder() {
        return new LitestackBuilder(ProcessEnvironment.ofProcess(), Providers.of(Litestack.class.getClassLoader()));
    }

    /**
     * Checks a configuration file without opening anything: the environment in which this process is in full, and the other
     * sections as far as that is possible without their variables.
     *
     * @param config the file, or a folder that holds it
     * @return what would take effect, and every problem
     */
    static ConfigReport check(Path config) {
        return builder().config(config).check();
    }

    /**
     * Writes a starter {@code litestack.yml} with sections for development, test and production, every key in it as a comment
     * with its default, and adds the data folder to {@code .gitignore}.
     *
     * @param folder an existing folder
     * @return the files that were made or changed
     * @throws io.litestack.core.ConfigException if there is a configuration already, which is left as it is, or if the files
     *     cannot be written
     */
    static List<Path> init(Path folder) {
        return new ConfigTemplate(folder, Providers.of(Litestack.class.getClassLoader())).write();
    }

    /**
     * Begins the work that goes on by itself, such as that of job workers. Does nothing if it has begun.
     *
     * @throws io.litestack.core.ClosedException if the stack is closed
     */
    void start();

    /**
     * Returns the database, with its migrations applied.
     *
     * @return the component {@code db}, always the same
     * @throws io.litestack.core.ConfigException if {@code litestack-db} is not on the class path, or {@code db} is off
     * @throws io.litestack.core.ClosedException if the stack is closed
     */
    Database db();

    /**
     * Returns the cache.
     *
     * @return the component {@code cache}, always the same
     * @throws io.litestack.core.ConfigException if {@code litestack-cache} is not on the class path, or {@code cache} is off
     * @throws io.litestack.core.ClosedException if the stack is closed
     */
    Cache cache();

    /**
     * Returns the cable. What was published in transactions of the other stores is in it, or on its way.
     *
     * @return the component {@code cable}, always the same
     * @throws io.litestack.core.ConfigException if {@code litestack-cable} is not on the class path, or {@code cable} is off
     * @throws io.litestack.core.ClosedException if the stack is closed
     */
    Cable cable();

    /**
     * Returns the job queue. Its workers run once the stack is started.
     *
     * @return the component {@code jobs}, always the same
     * @throws io.litestack.core.ConfigException if {@code litestack-job} is not on the class path, or {@code jobs} is off
     * @throws io.litestack.core.ClosedException if the stack is closed
     */
    JobQueue jobs();

    /**
     * Returns a component by its public interface.
     *
     * @param type the interface
     * @param <T> the interface
     * @return the component, always the same
     * @throws io.litestack.core.ConfigException if there is none: it is not on the class path, or off
     * @throws io.litestack.core.ClosedException if the stack is closed
     */
    <T> T component(Class<T> type);

    /**
     * Returns the stores that are open.
     *
     * @return each component's store, by the component's name
     */
    Map<String, Store> stores();

    /**
     * Returns the environment.
     *
     * @return its name, such as {@code "development"}
     */
    String environment();

    /**
     * Returns the folder that holds the files.
     *
     * @return its absolute path
     */
    Path dataFolder();

    /**
     * Writes the configuration of Litestream for all files with {@code checkpoint: external}.
     *
     * @param replica where the copies go: a URL such as {@code s3://bucket/app}, or a folder; each file gets a folder of its
     *     own in it
     * @return the content of a {@code litestream.yml}
     * @throws io.litestack.core.ConfigException if no file has {@code checkpoint: external}, or if the replica is no URL or path
     */
    String litestreamYml(String replica);

    /**
     * Closes the components, last opened first, then their stores: a job that runs may end, within the workers' drain timeout,
     * and finds its database open.
     *
     * <p>It takes at most as long as {@link LitestackBuilder#closeTimeout}, whatever hangs. A part that does not close, such as
     * one that waits for a disk, is left behind in time for the others to be closed; when the time is up a warning names it.
     * What was acknowledged is stored as its {@link io.litestack.core.Sync} says, just as after a crash of the process, which may
     * end.
     *
     * <p>Does nothing if it is closed. A call beside another waits for that one. An interrupt does not end the wait; the flag
     * stays set. A completion of something asynchronous may call it, but is waited for as long as its file's close timeout. A
     * listener that the close itself calls may do so too, which does nothing.
     *
     * @throws IllegalStateException if called inside a read or write of any store, which a part may be waiting for, or on the
     *     thread of a job, for which it would wait; nothing is closed then
     * @throws io.litestack.core.LitestackException if a part fails; the others are closed
     */
    @Override
    void close();
}
