package io.litestack.core.spi;

import io.litestack.core.Store;
import java.nio.file.Path;

/**
 * What a component stands on.
 *
 * @param store its store, open; the facade closes it after the component. Opening the same settings once more gives another
 *     handle on it.
 * @param environment the environment's name, such as {@code "production"}
 * @param dataFolder the absolute path of the folder that holds the files
 */
public record ComponentContext(Store store, String environment, Path dataFolder) {}
