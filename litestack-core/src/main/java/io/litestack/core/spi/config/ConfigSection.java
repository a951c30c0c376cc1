package io.litestack.core.spi.config;

import io.litestack.core.spi.config.text.Excerpt;
import io.litestack.core.spi.config.text.Suggestion;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.ConfigNode.Mapping;
import io.litestack.core.spi.config.tree.ConfigNode.Nothing;
import io.litestack.core.spi.config.tree.Merge;
import io.litestack.core.spi.config.tree.Place;
import java.nio.file.Path;
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

    /**
     * Makes a section of a tree.
     *
     * @param mapping the group of keys
     * @param path the keys that lead to it, joined by dots; empty at the top
     * @return the section
     */
    public static ConfigSection of(Mapping mapping, String path) {
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

    /**
     * Returns the tree.
     *
     * @return the group of keys, with the place of each
     */
    public Mapping mapping() {
        return mapping;
    }

    Place place() {
        return mapping.place();
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /**
     * Returns where the group stands.
     *
     * @return the keys that lead to it, joined by dots; empty at the top
     */
    public String path() {
        return path;
    }
}
