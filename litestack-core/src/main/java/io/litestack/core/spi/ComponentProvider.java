package io.litestack.core.spi;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Offers one of the parts that stand on a store (the database, the job queue and so on) to the facade, which finds it by {@link
 * java.util.ServiceLoader}: its class path decides which parts an application has.
 *
 * <p>The facade reads the configuration, opens the store, and calls {@link #open}; it starts and closes what it got, and then
 * closes the store. A provider keeps no state.
 *
 * @param <B> the builder of the component's configuration
 * @param <C> the component's configuration, an immutable record
 */
public interface ComponentProvider<B, C> {
    /**
     * Returns the name of its section in a configuration file.
     *
     * @return one word in small letters, such as {@code "jobs"}
     */
    String name();

    /**
     * Returns what users ask the facade for.
     *
     * @return the component's public interface; {@link Component#service} is one of it
     */
    Class<?> type();

    /**
     * Says what it is for, above its section of a starter file.
     *
     * @return one sentence
     */
    String purpose();

    /**
     * Returns the default name of its file in the data folder.
     *
     * @return a file name such as {@code "jobs.sqlite3"}
     */
    default String file() {
        return name() + ".sqlite3";
    }

    /**
     * Changes the defaults of its store, such as the sync level, and sets the application id.
     *
     * @param store the settings before the user's own
     */
    default void configureStore(StoreConfig.Builder store) {}

    /**
     * Opens the store that the component stands on, if no other component shares it.
     *
     * @param store its settings
     * @return the open store
     * @throws io.litestack.core.LitestackException if it cannot be opened
     */
    default Store openStore(StoreConfig store) {
        return Store.open(store);
    }

    /**
     * Starts a configuration with the component's defaults.
     *
     * @param store the settings of its store; if the configuration holds such settings of its own, it takes these
     * @return a builder
     */
    B builder(StoreConfig store);

    /**
     * Returns what a program may change after the files: the builders that its users know.
     *
     * @param builder what {@link #builder} returned
     * @return the builder itself, unless it is made of several that users know
     */
    default List<?> builders(B builder) {
        return List.of(builder);
    }

    /**
     * Returns its own keys, beside those of its store ({@link io.litestack.core.spi.config.StoreKeys}, {@code store} and {@code
     * path}).
     *
     * @return the binding of keys to the builder
     */
    ConfigBinding<B, C> binding();

    /**
     * Tells how long closing the component may take by its own settings. The facade's close timeout must hold it.
     *
     * @param config its configuration
     * @return the keys of the settings that bound it, one after the other, and their values; without what its store takes
     */
    default Map<String, Duration> closeTimeouts(C config) {
        return Map.of();
    }

    /**
     * Checks what the configuration names and the program brings along, such as files of its class path. Nothing is opened.
     *
     * @param config its configuration
     * @param section where its values came from, for the messages
     * @param problems gets what is wrong
     * @return the configuration to open with, in which what was read need not be read again
     */
    default C prepare(C config, ConfigSection section, ConfigProblems problems) {
        return config;
    }

    /**
     * Opens the component. It must close what it opened if it throws.
     *
     * @param config its configuration
     * @param context what it stands on
     * @return the open component, not started
     * @throws io.litestack.core.LitestackException if it cannot be opened
     */
    Component open(C config, ComponentContext context);
}
