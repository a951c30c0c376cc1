package io.litestack.core.spi.config;

import io.litestack.core.spi.config.ConfigNode.Mapping;
import io.litestack.core.spi.config.ConfigNode.Nothing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A group of keys, and where each was written. Immutable. */
public final class ConfigSection {
    private final Mapping mapping;
    private final String path;

    private ConfigSection(Mapping mapping, String path) {
        this.mapping = mapping;
        this.path = path;
    }

    static ConfigSection of(Mapping mapping, String path) {
        return new ConfigSection(mapping, path);
    }

    /**
     * Makes a section without keys.
     *
     * @param source what it stands for in messages, such as {@code "defaults"}
     * @return the section
     */
    public static ConfigSection empty(String source) {
        return new ConfigSection(new Mapping(Map.of(), new Place(source, 0)), "");
    }

    /**
     * Reads a YAML or JSON file. Only its form is checked; variables are not replaced yet.
     *
     * @param file its path; the name ends in {@code .yml}, {@code .yaml} or {@code .json}
     * @param problems gets what is wrong with it
     * @return what is in it, or empty if it cannot be read
     */
    public static Optional<ConfigSection> read(Path file, ConfigProblems problems) {
        String source = file.toString();
        return SourceText.read(file, problems)
                .flatMap(text -> SourceText.isJson(file)
                        ? JsonReader.read(source, text, problems)
                        : YamlReader.read(source, text, problems))
                .flatMap(root -> topOf(root, problems));
    }

    private static Optional<ConfigSection> topOf(ConfigNode root, ConfigProblems problems) {
        if (root instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            return Optional.of(new ConfigSection(mapping, ""));
        }
        boolean isEmpty = root instanceof Nothing || root instanceof Mapping;
        problems.add(
                root.place().whole(),
                isEmpty
                        ? "has no settings in it; delete it to have the defaults"
                        : "must hold keys and their values, but holds " + root.kind());
        return Optional.empty();
    }

    /**
     * Reads a map of Java values: text, numbers, booleans, {@link java.time.Duration}, {@link Path}, enums, collections and
     * maps.
     *
     * @param source what it stands for in messages, such as {@code "settings"}
     * @param map the values
     * @param problems gets what is wrong with it
     * @return what is in it
     */
    public static ConfigSection of(String source, Map<String, ?> map, ConfigProblems problems) {
        return MapReader.read(source, map, problems)
                .map(mapping -> new ConfigSection(mapping, ""))
                .orElseGet(() -> empty(source));
    }

    /**
     * Returns the keys.
     *
     * @return the keys in the order in which they were written
     */
    public List<String> keys() {
        return List.copyOf(mapping.entries().keySet());
    }

    /**
     * Tells whether a key is given.
     *
     * @param key a key
     * @return whether it is there, with a value or without
     */
    public boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    /**
     * Tells where a key was written.
     *
     * @param key a key
     * @return the file with the line, or what else it came from; empty if it is not given
     */
    public Optional<String> origin(String key) {
        return Optional.ofNullable(get(key)).map(node -> node.place().toString());
    }

    /**
     * Returns the value of a key as it was written.
     *
     * @param key a key
     * @return the value, with variables as they were written; empty if there is none, or if it is a list or a group
     */
    public Optional<String> text(String key) {
        return get(key) instanceof ConfigNode.Scalar scalar ? Optional.of(scalar.shown()) : Optional.empty();
    }

    /**
     * Goes into a group of keys.
     *
     * @param key its name
     * @param problems gets a complaint if it is there and not a group
     * @return the group; one without keys if it is not there, or if nothing is in it
     */
    public ConfigSection section(String key, ConfigProblems problems) {
        ConfigNode node = get(key);
        if (node instanceof Mapping group) {
            return new ConfigSection(group, pathOf(key));
        }
        if (node != null && !(node instanceof Nothing)) {
            problems.add(node.place(), pathOf(key) + " must be a group of keys, but is " + node.kind());
        }
        Place place = node == null ? mapping.place().whole() : node.place();
        return new ConfigSection(new Mapping(Map.of(), place), pathOf(key));
    }

    /**
     * Picks the part of a file that is for an environment. A file has either sections, one for each environment, or settings at
     * its top, for all environments: it has settings if one of its keys is known for one.
     *
     * @param environment the environment's name
     * @param settings the keys of settings
     * @param problems gets a complaint if there is no such section
     * @return the environment's settings
     */
    public ConfigSection environment(String environment, Collection<String> settings, ConfigProblems problems) {
        return environment(environment, settings, Map.of(), problems);
    }

    /**
     * Picks the part of a file that is for an environment, as above.
     *
     * @param environment the environment's name
     * @param settings the keys of settings
     * @param otherWords other words that people use for one of them, and the key that is right
     * @param problems gets a complaint if there is no such section
     * @return the environment's settings
     */
    public ConfigSection environment(
            String environment, Collection<String> settings, Map<String, String> otherWords, ConfigProblems problems) {
        if (isForAllEnvironments(settings)) {
            return this;
        }
        if (!has(environment)) {
            problems.add(mapping.place().whole(), noSection(environment, settings, otherWords));
            return new ConfigSection(new Mapping(Map.of(), mapping.place().whole()), path);
        }
        ConfigSection section = section(environment, problems);
        return new ConfigSection(section.mapping, "");
    }

    /**
     * Tells which environments a file knows.
     *
     * @param settings the keys of settings
     * @return the names of its sections, or nothing if its settings are for all environments
     */
    public List<String> environments(Collection<String> settings) {
        return isForAllEnvironments(settings) ? List.of() : keys();
    }

    private boolean isForAllEnvironments(Collection<String> settings) {
        return mapping.entries().isEmpty() || keys().stream().anyMatch(settings::contains);
    }

    private String noSection(String environment, Collection<String> settings, Map<String, String> otherWords) {
        StringBuilder text = new StringBuilder("has no section for the environment " + environment + "; present: ");
        text.append(Excerpt.of(String.join(", ", keys())));
        Suggestion.forName(environment, keys())
                .ifPresent(it -> text.append("; did you mean ").append(it).append('?'));
        for (String key : keys()) {
            suggestion(key, settings, otherWords)
                    .ifPresent(it -> text.append("; if ")
                            .append(Excerpt.of(key))
                            .append(" is no environment, did you mean the setting ")
                            .append(it)
                            .append('?'));
        }
        return text.toString();
    }

    /**
     * Makes this section the value of a key: the content of a component's own file becomes that component's section.
     *
     * @param key the key
     * @return a section with just that key
     */
    public ConfigSection under(String key) {
        return new ConfigSection(new Mapping(Map.of(key, mapping), mapping.place()), "");
    }

    /**
     * Lays this section over another: its keys win, groups are merged in turn, lists replace.
     *
     * @param base the section beneath
     * @return both in one
     */
    public ConfigSection over(ConfigSection base) {
        return new ConfigSection(Merge.deep(mapping, base.mapping), path);
    }

    /**
     * Leaves a key out.
     *
     * @param key the key
     * @return the other keys
     */
    public ConfigSection without(String key) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>(mapping.entries());
        entries.remove(key);
        return new ConfigSection(new Mapping(entries, mapping.place()), path);
    }

    /**
     * Replaces the variables in all values.
     *
     * @param variables the variables
     * @param problems gets those that are missing or not well formed
     * @return the section with its values
     */
    public ConfigSection resolved(ConfigVariables variables, ConfigProblems problems) {
        return new ConfigSection((Mapping) resolved(mapping, variables, problems), path);
    }

    private static ConfigNode resolved(ConfigNode node, ConfigVariables variables, ConfigProblems problems) {
        if (node instanceof Mapping group) {
            Map<String, ConfigNode> entries = new LinkedHashMap<>();
            group.entries().forEach((key, value) -> entries.put(key, resolved(value, variables, problems)));
            return new Mapping(entries, group.place());
        }
        if (node instanceof ConfigNode.Sequence list) {
            List<ConfigNode> items = new ArrayList<>();
            list.items().forEach(item -> items.add(resolved(item, variables, problems)));
            return new ConfigNode.Sequence(items, list.place());
        }
        return node instanceof ConfigNode.Scalar scalar ? resolved(scalar, variables, problems) : node;
    }

    private static ConfigNode resolved(ConfigNode.Scalar scalar, ConfigVariables variables, ConfigProblems problems) {
        try {
            return VariableText.replace(scalar, variables);
        } catch (VariableText.MissingException e) {
            if (!variables.isLenient()) {
                problems.add(scalar.place(), String.valueOf(e.getMessage()));
            }
        } catch (IllegalArgumentException e) {
            problems.add(scalar.place(), String.valueOf(e.getMessage()));
        }
        return new ConfigNode.Unknown(scalar.shown(), scalar.place());
    }

    /**
     * Complains of keys that nobody knows.
     *
     * @param known the keys that somebody knows
     * @param problems gets the complaints
     */
    public void refuseUnknown(Collection<String> known, ConfigProblems problems) {
        refuseUnknown(known, Map.of(), problems);
    }

    /**
     * Complains of keys that nobody knows.
     *
     * @param known the keys that somebody knows
     * @param otherWords other words that people use for one of them, and the key that is right
     * @param problems gets the complaints
     */
    public void refuseUnknown(Collection<String> known, Map<String, String> otherWords, ConfigProblems problems) {
        mapping.entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                String remedy = suggestion(key, known, otherWords)
                        .map(name -> "did you mean " + name + "?")
                        .orElseGet(() -> "known here: " + String.join(", ", known));
                problems.add(value.place(), "unknown key " + Excerpt.of(pathOf(key)) + "; " + remedy);
            }
        });
    }

    /**
     * Guesses what somebody meant to write.
     *
     * @param given what was written
     * @param known the names that are right
     * @param otherWords other words that people use for one of them, and the name that is right
     * @return the name, if one is near
     */
    public static Optional<String> suggestion(String given, Collection<String> known, Map<String, String> otherWords) {
        return Suggestion.forName(given, known).or(() -> Suggestion.forWord(given, otherWords));
    }

    /**
     * Guesses what somebody meant who wrote almost the same: one letter is missing, too many, wrong, or two are swapped.
     *
     * @param given what was written
     * @param known the names that are right
     * @return the name, if there is one
     */
    public static Optional<String> slip(String given, Collection<String> known) {
        return Suggestion.forSlip(given, known);
    }

    /**
     * Adds what is wrong with a key's value.
     *
     * @param key the key, given or not
     * @param problem a sentence that goes on after "is refused: "
     * @param problems gets it, with the place where the key was written if it was
     */
    public void refuse(String key, String problem, ConfigProblems problems) {
        if (has(key)) {
            FieldProblem.addOf(key, problem, this, problems);
        } else {
            problems.add(path.isEmpty() ? problem : path + ": " + problem);
        }
    }

    /**
     * Keeps some keys.
     *
     * @param keys the keys to keep
     * @return the section with those of them that are given
     */
    public ConfigSection only(Collection<String> keys) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>(mapping.entries());
        entries.keySet().retainAll(keys);
        return new ConfigSection(new Mapping(entries, mapping.place()), path);
    }

    @Nullable
    ConfigNode get(String key) {
        return mapping.entries().get(key);
    }

    Place place() {
        return mapping.place();
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The path of the group itself. */
    String path() {
        return path;
    }
}
