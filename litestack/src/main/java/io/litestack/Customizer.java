package io.litestack;

import java.util.function.Consumer;

/**
 * A program's change to a component's settings, made after those of the files.
 *
 * @param type the component's builder
 * @param change the change
 * @param <B> the component's builder
 */
record Customizer<B>(Class<B> type, Consumer<? super B> change) {
    boolean isFor(Object builder) {
        return type.isInstance(builder);
    }

    void apply(Object builder) {
        if (isFor(builder)) {
            change.accept(type.cast(builder));
        }
    }
}
