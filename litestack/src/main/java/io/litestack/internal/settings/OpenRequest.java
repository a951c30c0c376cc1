package io.litestack.internal.settings;

import io.litestack.core.StoreConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a program asked for, before any file is read.
 *
 * @param environment the environment, if it was named
 * @param dataFolder the data folder, if it was named
 * @param config the configuration file, or the folder to look for it in; empty for the working folder
 * @param readsFiles whether configuration files are read at all
 * @param settings laid over those of the files
 * @param stores changes to the settings of each store
 * @param components changes to the settings of components
 * @param providers the components there are
 * @param process what the process was started with
 */
public record OpenRequest(
        Optional<String> environment,
        Optional<Path> dataFolder,
        Optional<Path> config,
        boolean readsFiles,
        Map<String, Object> settings,
        List<Consumer<StoreConfig.Builder>> stores,
        List<Customizer<?>> components,
        Providers providers,
        ProcessEnvironment process) {

    /** The environment's name: as asked for, or of the system property, or of the variable, or development. */
    public String environmentName() {
        return environment
                .or(() -> process.property("litestack.env"))
                .or(() -> process.variable("LITESTACK_ENV"))
                .orElse("development");
    }

    /** The same for another environment. */
    public OpenRequest in(String otherEnvironment) {
        return new OpenRequest(
                Optional.of(otherEnvironment),
                dataFolder,
                config,
                readsFiles,
                settings,
                stores,
                components,
                providers,
                process);
    }
}
