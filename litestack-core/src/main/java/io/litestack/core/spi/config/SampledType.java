package io.litestack.core.spi.config;

import io.litestack.core.spi.config.tree.ConfigNode;
import org.jspecify.annotations.Nullable;

/** A type for a key whose default depends on the machine. */
final class SampledType<T> extends ConfigType<T> {
    private final ConfigType<T> type;
    private final String sample;

    SampledType(ConfigType<T> type, String sample) {
        this.type = type;
        this.sample = sample;
    }

    @Override
    @Nullable
    T read(ConfigNode node, String path, ConfigProblems problems) {
        return type.read(node, path, problems);
    }

    @Override
    public String print(T value) {
        return type.print(value);
    }

    @Override
    boolean isSecret() {
        return type.isSecret();
    }

    @Override
    String sample() {
        return sample;
    }
}
