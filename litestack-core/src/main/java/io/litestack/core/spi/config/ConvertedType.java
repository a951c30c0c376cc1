package io.litestack.core.spi.config;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.tree.ConfigNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Written as one type, but something else in Java. */
final class ConvertedType<S, T> extends ConfigType<T> {
    private final ConfigType<S> written;
    private final Function<S, T> read;
    private final Function<T, S> write;

    ConvertedType(ConfigType<S> written, Function<S, T> read, Function<T, S> write) {
        this.written = written;
        this.read = read;
        this.write = write;
    }

    @Override
    @Nullable
    T read(ConfigNode node, String path, ConfigProblems problems) {
        S value = written.read(node, path, problems);
        if (value == null) {
            return null;
        }
        try {
            return read.apply(value);
        } catch (ConfigException e) {
            e.problems().forEach(problem -> refuse(node, path, problem, problems));
        } catch (IllegalArgumentException e) {
            refuse(node, path, String.valueOf(e.getMessage()), problems);
        }
        return null;
    }

    private void refuse(ConfigNode node, String path, String problem, ConfigProblems problems) {
        boolean isHidden = node.hasVariable() || isSecret();
        problems.add(node.place(), path + ": " + (isHidden ? "the value is not allowed" : problem));
    }

    @Override
    public String print(T value) {
        return written.print(write.apply(value));
    }

    @Override
    boolean isSecret() {
        return written.isSecret();
    }
}
