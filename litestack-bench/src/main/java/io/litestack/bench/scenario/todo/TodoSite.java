package io.litestack.bench.scenario.todo;

import io.litestack.Litestack;
import io.litestack.bench.harness.Companion;
import io.litestack.bench.harness.Side;
import io.litestack.bench.rival.HikariRival;
import io.litestack.bench.rival.HikariTodoLists;
import io.litestack.core.Sync;
import io.litestack.examples.todo.TodoApp;
import io.litestack.examples.todo.TodoLists;
import io.litestack.examples.todo.TodoServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A process that serves the to-do list: the same pages, on the lists of either side. It leaves its port in a file. */
final class TodoSite implements Companion {
    private static final String PORT_FILE = "port";

    /** Where the site of a folder listens. */
    static int port(Path folder) throws IOException {
        return Integer.parseInt(Files.readString(folder.resolve(PORT_FILE)));
    }

    /** Arguments: side, sync level. */
    @Override
    public Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception {
        Sync sync = Sync.valueOf(arguments.get(1));
        if (Side.valueOf(arguments.get(0)) == Side.LITESTACK) {
            try (Litestack stack = TodoApp.open(Optional.of(folder), Optional.of(config(folder, sync)))) {
                serve(TodoLists.in(stack.db()), control, folder);
            }
        } else {
            try (HikariRival rival = HikariRival.open(folder.resolve("db.sqlite3"), sync)) {
                serve(new HikariTodoLists(rival), control, folder);
            }
        }
        return Map.of();
    }

    private static Path config(Path folder, Sync sync) throws IOException {
        String level = sync.name().toLowerCase(Locale.ROOT);
        return Files.writeString(folder.resolve("litestack.yml"), "db:\n  sync: " + level + "\njobs:\n  store: off\n");
    }

    private static void serve(TodoLists lists, Control control, Path folder) throws Exception {
        try (TodoServer server = TodoServer.start(lists, 0)) {
            Files.writeString(folder.resolve(PORT_FILE), String.valueOf(server.port()));
            control.ready();
            control.awaitStop();
        }
    }
}
