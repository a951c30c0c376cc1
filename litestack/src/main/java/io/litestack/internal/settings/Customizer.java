package io.litestack.internal.settings;

import java.util.function.Consumer;

/**
 * A program's change to a component's settings, made after those of the files.
 *
 * @param type the component's builder
 * @param change the change
 * @param <B> the component's builder
 */
public record Customizer<B>(Class<B> type, Consumer<? super B> change) {
    public boolean isFor(Object builder) {
        return type.isInstance(builder);
    }

    public void apply(Object builder) {
        if (isFor(builder)) {
            change.accept(type.cast(builder));
        }
    }
}
