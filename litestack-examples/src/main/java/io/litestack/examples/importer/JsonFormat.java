package io.litestack.examples.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON lines: one object a line. Texts, numbers, booleans and null keep their type; a number that neither a long nor a
 * double holds, an array and an object are kept as their JSON text.
 */
final class JsonFormat implements Format {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public RowReader rows(LineReader lines) {
        return RowReader.ofLines(lines);
    }

    @Override
    public String description() {
        return "JSON lines";
    }

    @Override
    public Map<String, @Nullable Object> parse(SourceRow row) throws BrokenRowException {
        JsonNode node = read(row.text());
        if (row.text().contains("\\u") && !isEncodable(node.toString())) {
            throw new BrokenRowException(
                    "has half a character (an escape from \\ud800 to \\udfff without its other half)");
        }
        if (!node.isObject()) {
            throw new BrokenRowException(
                    "is a JSON " + node.getNodeType().name().toLowerCase(Locale.ROOT)
                            + ", and each line must be an object in braces");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        node.properties().forEach(field -> values.put(field.getKey(), valueOf(field.getValue())));
        return values;
    }

    private static JsonNode read(String text) throws BrokenRowException {
        try {
            return JSON.readValue(text);
        } catch (JsonProcessingException e) {
            String column = e.getLocation() == null
                    ? ""
                    : " at column " + e.getLocation().getColumnNr();
            throw new BrokenRowException(
                    "is not valid JSON" + column + " (" + e.getOriginalMessage().replaceAll("\\s+", " ") + ")");
        }
    }

    private static @Nullable Object valueOf(JsonNode node) {
        if (node.isNull()) {
            return null;
        } else if (node.isTextual()) {
            return node.textValue();
        } else if (node.isBoolean()) {
            return node.booleanValue();
        } else if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        } else if (node.isBigDecimal() && isExact(node)) {
            return node.doubleValue();
        }
        return node.isNumber() ? node.asText() : node.toString();
    }

    private static boolean isEncodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Whether a double, as it is printed, is the same number. */
    private static boolean isExact(JsonNode node) {
        double value = node.doubleValue();
        return Double.isFinite(value) && new BigDecimal(Double.toString(value)).compareTo(node.decimalValue()) == 0;
    }
}
