package io.litestack.examples.todo;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which part of a list is shown. */
enum Filter {
    ALL("/"),
    ACTIVE("/active"),
    COMPLETED("/completed");

    final String path;

    Filter(String path) {
        this.path = path;
    }

    /** The filter of a form's field; all, if it is none. */
    static Filter of(@Nullable String name) {
        for (Filter filter : values()) {
            if (filter.name().equalsIgnoreCase(name)) {
                return filter;
            }
        }
        return ALL;
    }

    String label() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    List<Todo> of(List<Todo> todos) {
        return switch (this) {
            case ALL -> todos;
            case ACTIVE -> todos.stream().filter(it -> !it.done()).toList();
            case COMPLETED -> todos.stream().filter(Todo::done).toList();
        };
    }
}
