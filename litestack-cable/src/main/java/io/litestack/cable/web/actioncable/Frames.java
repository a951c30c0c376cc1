package io.litestack.cable.web.actioncable;

import io.litestack.cable.Message;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Writes what goes to clients. What many of them get is written once: they get the same message object, so the text of the last
 * ones is kept under their ids, and the whole frame too, which is the same for all who call the subscription alike. Thread-safe.
 */
final class Frames {
    private static final int KEPT = 256;

    /** Of those that are larger only the last one is kept. */
    private static final int LARGE_BYTES = 16 << 10;

    /** A message, and its payload as JSON. */
    private static final class Written {
        final Message message;
        final String json;
        volatile @Nullable Frame last;

        Written(Message message, String json) {
            this.message = message;
            this.json = json;
        }
    }

    /** A whole frame, and for whom it was written. */
    private record Frame(String quotedIdentifier, boolean hasPosition, String text) {
        boolean isFor(String identifier, boolean isPositionWanted) {
            return hasPosition == isPositionWanted && quotedIdentifier.equals(identifier);
        }
    }

    private final AtomicReferenceArray<Written> kept = new AtomicReferenceArray<>(KEPT + 1);

    static String welcome() {
        return "{\"type\":\"welcome\"}";
    }

    static String ping(long epochSeconds) {
        return "{\"type\":\"ping\",\"message\":" + epochSeconds + '}';
    }

    static String disconnect(String reason, boolean mayReconnect) {
        return "{\"type\":\"disconnect\",\"reason\":\"" + reason + "\",\"reconnect\":" + mayReconnect + '}';
    }

    /** What is said of a subscription, such as {@code confirm_subscription}. */
    static String about(String identifier, String type) {
        return "{\"identifier\":" + quoted(identifier) + ",\"type\":\"" + type + "\"}";
    }

    static String noPresence(String identifier) {
        return "{\"type\":\"presence\",\"identifier\":" + quoted(identifier) + ",\"message\":{\"type\":\"error\"}}";
    }

    String message(String quotedIdentifier, Message message) {
        return frame(quotedIdentifier, message, false);
    }

    /** With its place in its stream, from which a client of AnyCable goes on. */
    String messageWithPosition(String quotedIdentifier, Message message) {
        return frame(quotedIdentifier, message, true);
    }

    private String frame(String quotedIdentifier, Message message, boolean hasPosition) {
        Written written = written(message);
        Frame last = written.last;
        if (last != null && last.isFor(quotedIdentifier, hasPosition)) {
            return last.text;
        }
        String begin = "{\"identifier\":" + quotedIdentifier + ",\"message\":" + written.json;
        String text = hasPosition
                ? begin + ",\"stream_id\":" + quoted(message.channel()) + ",\"epoch\":\""
                        + message.position().epoch() + "\",\"offset\":" + message.id() + '}'
                : begin + '}';
        written.last = new Frame(quotedIdentifier, hasPosition, text);
        return text;
    }

    static String quoted(String text) {
        return new String(Codec.json().encode(text), StandardCharsets.UTF_8);
    }

    private Written written(Message message) {
        int slot = message.sizeBytes() > LARGE_BYTES ? KEPT : (int) (message.id() & (KEPT - 1));
        Written known = kept.get(slot);
        if (known == null || known.message != message) {
            known = new Written(message, isStructure(message) ? message.text() : quoted(message.text()));
            kept.set(slot, known);
        }
        return known;
    }

    /** What was published as an object is JSON already; any other text becomes one of JSON's. */
    private static boolean isStructure(Message message) {
        String text = message.text();
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return false;
        }
        try {
            Codec.json().decode(message.bytes(), Object.class);
            return true;
        } catch (CodecException e) {
            return false;
        }
    }
}
