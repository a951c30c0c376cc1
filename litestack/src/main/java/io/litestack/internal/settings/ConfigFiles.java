package io.litestack.internal.settings;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that configure an application.
 *
 * @param whole the one for all components, if there is one
 * @param own those of single components, by the component's name
 */
public record ConfigFiles(Optional<Path> whole, Map<String, Path> own) {
    public static final String STANDARD = "litestack";
    private static final List<String> ENDINGS = List.of(".yml", ".yaml", ".json");

    /** Names that might be meant for such a file, in small letters. */
    private static final Pattern SIMILAR = Pattern.compile(
            "([a-z_-]+)(\\.(?:yml|yaml|json)|\\.(?:toml|properties|conf|config|cfg|ini|xml|jsonc|json5|ya?ml\\.txt|json\\.txt))");

    static final ConfigFiles NONE = new ConfigFiles(Optional.empty(), Map.of());

    /** Those that a program asked for. */
    static ConfigFiles of(OpenRequest request, ConfigProblems problems) {
        if (!request.readsFiles()) {
            return NONE;
        }
        Path folder = request.process().folder();
        return request.config()
                .map(path -> given(folder.resolve(path), request.providers(), problems))
                .orElseGet(() -> in(folder, request.providers(), problems));
    }

    private static ConfigFiles given(Path path, Providers providers, ConfigProblems problems) {
        if (!Files.isDirectory(path)) {
            return single(path, providers);
        }
        ConfigFiles found = in(path, providers, problems);
        if (found.isEmpty()) {
            problems.add(path + ": holds no litestack.yml, litestack.json or file of a component; name the file");
        }
        return found;
    }

    /** One file: a component's own if it is called so, else that of the whole. */
    private static ConfigFiles single(Path file, Providers providers) {
        String name = String.valueOf(file.getFileName());
        for (String section : providers.names()) {
            if (ENDINGS.stream().anyMatch(it -> name.equals(KnownComponent.fileOf(section) + it))) {
                return new ConfigFiles(Optional.empty(), Map.of(section, file));
            }
        }
        return new ConfigFiles(Optional.of(file), Map.of());
    }

    /** Those that a folder holds. */
    public static ConfigFiles in(Path folder, Providers providers, ConfigProblems problems) {
        Map<String, Path> own = new LinkedHashMap<>();
        for (String section : providers.names()) {
            find(folder, KnownComponent.fileOf(section), problems).ifPresent(file -> own.put(section, file));
        }
        ConfigFiles found = new ConfigFiles(find(folder, STANDARD, problems), own);
        found.refuseMisnamed(folder, providers, problems);
        return found;
    }

    /** A file that is not read must not look as if it were. */
    private void refuseMisnamed(Path folder, Providers providers, ConfigProblems problems) {
        List<String> missing = new ArrayList<>(whole.isEmpty() ? List.of(STANDARD) : List.of());
        providers.names().stream()
                .filter(it -> !own.containsKey(it))
                .map(KnownComponent::fileOf)
                .forEach(missing::add);
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(Files::isRegularFile).sorted().forEach(file -> refuseMisnamed(file, missing, problems));
        } catch (IOException e) {
            // a folder that cannot be listed may hold files that can be read
        }
    }

    private static void refuseMisnamed(Path file, List<String> missing, ConfigProblems problems) {
        String name = String.valueOf(file.getFileName());
        Matcher form = SIMILAR.matcher(name.toLowerCase(Locale.ROOT));
        if (form.matches()) {
            boolean isReadable = ENDINGS.contains(form.group(2));
            missing.stream()
                    .filter(it -> it.equals(form.group(1)))
                    .findFirst()
                    .or(() -> isReadable ? ConfigSection.slip(form.group(1), missing) : Optional.empty())
                    .ifPresent(meant -> problems.add(file + " is not read; did you mean "
                            + file.resolveSibling(meant + (isReadable ? form.group(2) : ".yml"))
                            + "? Rename it, or move it away"));
        }
    }

    private static Optional<Path> find(Path folder, String name, ConfigProblems problems) {
        List<Path> found = ENDINGS.stream()
                .map(ending -> folder.resolve(name + ending))
                .filter(Files::exists)
                .toList();
        if (found.size() > 1) {
            problems.add(found.get(0) + " and " + found.get(1) + " say the same in two ways; remove one");
        }
        return found.stream().findFirst();
    }

    public boolean isEmpty() {
        return whole.isEmpty() && own.isEmpty();
    }

    public Stream<Path> all() {
        return Stream.concat(whole.stream(), own.values().stream());
    }
}
