package io.litestack.internal.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON to the same tree as YAML: lines kept, scalars left as text, keys given twice a problem. */
public final class JsonReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NodeBudget.DEEPEST)
                    .build())
            .build();

    private final String source;
    private final JsonParser parser;
    private final ConfigProblems problems;
    private final NodeBudget budget;

    private JsonReader(String source, JsonParser parser, ConfigProblems problems) {
        this.source = source;
        this.parser = parser;
        this.problems = problems;
        budget = new NodeBudget(source);
    }

    /** Reads a text, or says why it cannot be read. An empty one is nothing. */
    static Optional<ConfigNode> read(String source, String text, ConfigProblems problems) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return Optional.of(new JsonReader(source, parser, problems).readAll());
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            problems.add(new Place(source, line), "is not valid JSON: " + describe(e));
        } catch (IOException e) {
            problems.add(new Place(source, 0), "cannot be read: " + e);
        } catch (ConfigException e) {
            e.problems().forEach(problems::add);
        }
        return Optional.empty();
    }

    /** Without the piece of the file that Jackson quotes: it may show a secret. */
    private static String describe(JsonProcessingException e) {
        return Excerpt.of(e.getOriginalMessage().replaceAll("token '[^']*'", "word"));
    }

    private ConfigNode readAll() throws IOException {
        if (parser.nextToken() == null) {
            return new Nothing(here());
        }
        ConfigNode root = readValue(here());
        if (parser.nextToken() != null) {
            problems.add(here(), "is not valid JSON: something follows after its end");
        }
        return root;
    }

    private Place here() {
        return new Place(source, Math.max(1, parser.currentTokenLocation().getLineNr()));
    }

    private ConfigNode readValue(Place place) throws IOException {
        budget.take();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return readObject(place);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            return readArray(place);
        }
        return parser.currentToken() == JsonToken.VALUE_NULL ? new Nothing(place) : new Scalar(parser.getText(), place);
    }

    private Mapping readObject(Place place) throws IOException {
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place at = here();
            parser.nextToken();
            ConfigNode value = readValue(at);
            ConfigNode first = entries.putIfAbsent(key, value);
            if (first != null) {
                problems.add(at, Merge.duplicate(key, first.place()));
            }
        }
        return new Mapping(entries, place);
    }

    private Sequence readArray(Place place) throws IOException {
        List<ConfigNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(readValue(here()));
        }
        return new Sequence(items, place);
    }
}
