package io.litestack.internal.config;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.text.Excerpt;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.ConfigNode.Mapping;
import io.litestack.core.spi.config.tree.ConfigNode.Nothing;
import io.litestack.core.spi.config.tree.ConfigNode.Scalar;
import io.litestack.core.spi.config.tree.ConfigNode.Sequence;
import io.litestack.core.spi.config.tree.Merge;
import io.litestack.core.spi.config.tree.NodeBudget;
import io.litestack.core.spi.config.tree.Place;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML to a tree that keeps lines and leaves scalars as text.
 *
 * <p>The text is composed to nodes, never constructed to objects: no tag can make a class, and no rule of YAML 1.1 turns
 * {@code off} into false, {@code 0755} into 493 or {@code 12:30} into 750. An alias is followed at most to a bounded number of
 * nodes in all. Keys given twice are a problem, not a riddle. Merge keys ({@code <<}) are merged deep; lists replace.
 */
public final class YamlReader {
    private static final Set<Tag> KNOWN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE, Tag.MAP, Tag.SEQ);
    private static final Pattern VARIABLE_IN_BRACKETS = Pattern.compile("[\\[{,].*\\$\\{|^ *[^\"'#:]*\\$\\{");
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");

    private final String source;
    private final ConfigProblems problems;
    private final NodeBudget budget;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlReader(String source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
        budget = new NodeBudget(source);
    }

    /** Reads a text, or says why it cannot be read. An empty one is nothing. */
    static Optional<ConfigNode> read(String source, String text, ConfigProblems problems) {
        return new YamlReader(source, problems).read(text);
    }

    private Optional<ConfigNode> read(String text) {
        try {
            @Nullable Node root = new Yaml(options()).compose(new StringReader(text));
            Place start = new Place(source, 1);
            return Optional.of(root == null ? new Nothing(start) : convert(root, start));
        } catch (MarkedYAMLException e) {
            problems.add(place(e.getProblemMark()), "is not valid YAML: " + describe(e) + remedy(text, e));
        } catch (YAMLException e) {
            problems.add(new Place(source, 0), "is not valid YAML: " + Excerpt.of(String.valueOf(e.getMessage())));
        } catch (ConfigException e) {
            e.problems().forEach(problems::add);
        }
        return Optional.empty();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(NodeBudget.DEEPEST);
        options.setMaxAliasesForCollections(100);
        return options;
    }

    /** Without the excerpt of the file that the exception's own message holds: it may show a secret. */
    private static String describe(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        return e.getContext() == null ? problem : e.getContext() + ", " + problem;
    }

    /** A brace opens a group within brackets and braces, also that of a variable. */
    private static String remedy(String text, MarkedYAMLException e) {
        Mark mark = e.getProblemMark();
        String line = mark == null
                ? ""
                : text.lines().skip(mark.getLine()).findFirst().orElse("");
        return VARIABLE_IN_BRACKETS.matcher(line).find()
                ? "; within [ ] and { } a variable needs quotes, as in [\"${NAME}\"]"
                : "";
    }

    private Place place(@Nullable Mark mark) {
        return new Place(source, mark == null ? 0 : mark.getLine() + 1);
    }

    private ConfigNode convert(Node node, Place place) {
        budget.take();
        if (!KNOWN_TAGS.contains(node.getTag())) {
            problems.add(place, "the tag " + Excerpt.of(node.getTag().getValue()) + " is not supported; remove it");
        }
        if (node instanceof ScalarNode scalar) {
            return convert(scalar, place);
        }
        if (!open.add(node)) {
            problems.add(place, "an alias leads back to what it stands in; remove it");
            return new Nothing(place);
        }
        try {
            return node instanceof SequenceNode sequence
                    ? convert(sequence, place)
                    : convert((MappingNode) node, place);
        } finally {
            open.remove(node);
        }
    }

    private static ConfigNode convert(ScalarNode node, Place place) {
        boolean isNull = node.isPlain() && NULL.matcher(node.getValue()).matches();
        return isNull ? new Nothing(place) : new Scalar(node.getValue(), place);
    }

    private Sequence convert(SequenceNode node, Place place) {
        List<ConfigNode> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(convert(item, place(item.getStartMark())));
        }
        return new Sequence(items, place);
    }

    private Mapping convert(MappingNode node, Place place) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        List<Mapping> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            Place at = place(tuple.getKeyNode().getStartMark());
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                addMerged(tuple.getValueNode(), at, merged);
            } else {
                put(tuple, at, entries);
            }
        }
        Mapping mapping = new Mapping(entries, place);
        for (Mapping base : merged) {
            mapping = Merge.deep(mapping, base);
        }
        return mapping;
    }

    private void put(NodeTuple tuple, Place at, Map<String, ConfigNode> entries) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            problems.add(at, "a key must be a word, not a list or a group of keys");
            return;
        }
        ConfigNode first = entries.get(key.getValue());
        if (first != null) {
            problems.add(at, Merge.duplicate(key.getValue(), first.place()));
            return;
        }
        entries.put(key.getValue(), convert(tuple.getValueNode(), at));
    }

    private void addMerged(Node node, Place at, List<Mapping> merged) {
        ConfigNode value = convert(node, at);
        List<ConfigNode> parts = value instanceof Sequence sequence ? sequence.items() : List.of(value);
        for (ConfigNode part : parts) {
            if (part instanceof Mapping mapping) {
                merged.add(mapping);
            } else {
                problems.add(at, "<< must name a group of keys, as in <<: *default, but names " + part.kind());
            }
        }
    }
}
