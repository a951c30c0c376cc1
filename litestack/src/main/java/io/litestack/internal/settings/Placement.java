package io.litestack.internal.settings;

import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigTypes;
import java.nio.file.Path;

/**
 * Where a component keeps its rows.
 *
 * @param mode whether that is a file at all
 * @param path the file; a relative one is in the data folder
 */
public record Placement(StoreMode mode, Path path) {
    public static final ConfigBinding<Builder, Placement> BINDING = ConfigBinding.of(Builder::build)
            .key(
                    "store",
                    ConfigTypes.choice(StoreMode.class),
                    Builder::mode,
                    Placement::mode,
                    "file, temporary (a new file, deleted at close), or off (the component is not opened).")
            .key(
                    "path",
                    ConfigTypes.PATH,
                    Builder::path,
                    Placement::path,
                    "Its file; a relative path is in the data folder. Components may share a file: then a transaction"
                            + " over them is one commit.");

    public static final class Builder {
        private StoreMode mode = StoreMode.FILE;
        private Path path;

        public Builder(String file) {
            path = Path.of(file);
        }

        void mode(StoreMode value) {
            mode = value;
        }

        void path(Path value) {
            path = value;
        }

        public Placement build() {
            return new Placement(mode, path);
        }
    }
}
