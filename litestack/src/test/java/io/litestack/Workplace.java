package io.litestack;

import io.litestack.core.ConfigException;
import io.litestack.core.Sync;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A working folder, an environment and two components: what a process would be started with. */
final class Workplace {
    final Path folder;
    final Path temporary;
    final Map<String, String> variables = new ConcurrentHashMap<>();
    final Map<String, String> properties = new ConcurrentHashMap<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final NotesProvider notes = new NotesProvider("notes", Sync.NORMAL, 0, events);
    final NotesProvider secrets = new NotesProvider("secrets", Sync.FULL, 0x4C535443, events);
    private final List<ComponentProvider<?, ?>> providers = new ArrayList<>(List.of(secrets, notes));

    Workplace(Path root) {
        try {
            folder = Files.createDirectories(root.resolve("work"));
            temporary = Files.createDirectories(root.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With one more component. */
    Workplace with(ComponentProvider<?, ?> provider) {
        providers.add(provider);
        return this;
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Providers providers() {
        return Providers.of(providers);
    }

    LitestackBuilder builder() {
        ProcessEnvironment process = new ProcessEnvironment(variables::get, properties::get, folder, temporary);
        return new LitestackBuilder(process, providers());
    }

    Litestack open() {
        return builder().open();
    }

    /** What is wrong, without the folder's name. */
    List<String> problems() {
        try (Litestack stack = open()) {
            throw new AssertionError("should have been refused, but opened " + stack);
        } catch (ConfigException e) {
            return e.problems().stream().map(it -> it.replace(folder + "/", "")).toList();
        }
    }
}
