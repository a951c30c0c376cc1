package io.litestack.cable.web.actioncable;

import io.litestack.cable.Position;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client has sent. What is missing is empty.
 *
 * @param name what it wants
 * @param identifier which subscription it is about, as the client wrote it
 * @param data what it sends
 * @param history what it says to have got already; empty if it wants nothing of what was
 */
record Command(String name, String identifier, String data, Optional<History> history) {
    /** That of the year 9999. */
    private static final long LATEST_SECOND = 253_402_300_799L;

    /** Of no log: whoever says something that is no position has missed whatever there was. */
    private static final Position UNKNOWN = new Position("unknown", 0);

    /**
     * What a client has got.
     *
     * @param since the time at which it was connected last
     * @param positions how far it has come in its streams, by their names
     */
    record History(Optional<Instant> since, Map<String, Position> positions) {}

    /**
     * Reads a command.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Command parse(String text) {
        Map<?, ?> fields = object(text);
        return new Command(
                text(fields, "command"),
                text(fields, "identifier"),
                text(fields, "data"),
                fields.get("history") instanceof Map<?, ?> history ? Optional.of(history(history)) : Optional.empty());
    }

    /** The members of a JSON object. */
    static Map<?, ?> object(String text) {
        try {
            return Codec.json().decode(text.getBytes(StandardCharsets.UTF_8), Map.class);
        } catch (CodecException e) {
            throw new IllegalArgumentException("it is no JSON object", e);
        }
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    private static History history(Map<?, ?> fields) {
        Map<String, Position> positions = new HashMap<>();
        if (fields.get("streams") instanceof Map<?, ?> streams) {
            streams.forEach((stream, position) -> positions.put(String.valueOf(stream), position(position)));
        }
        Optional<Instant> since = fields.get("since") instanceof Number number
                ? Optional.of(Instant.ofEpochSecond(Math.max(0, Math.min(LATEST_SECOND, number.longValue()))))
                : Optional.empty();
        return new History(since, positions);
    }

    private static Position position(Object stated) {
        if (stated instanceof Map<?, ?> fields
                && fields.get("epoch") instanceof String epoch
                && fields.get("offset") instanceof Number offset) {
            try {
                return new Position(epoch, offset.longValue());
            } catch (IllegalArgumentException e) {
                return UNKNOWN;
            }
        }
        return UNKNOWN;
    }
}
