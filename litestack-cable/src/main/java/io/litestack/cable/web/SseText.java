package io.litestack.cable.web;

import io.litestack.cable.GapEvent;
import io.litestack.cable.Message;
import io.litestack.cable.Position;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Writes events in their format. What goes to many clients is written once: a subscriber gets the same message object as the
 * others, so the text of the last ones is kept under their ids. Thread-safe.
 */
final class SseText {
    private static final int KEPT = 256;

    /** Of those that are larger only the last one is kept. */
    private static final int LARGE_BYTES = 16 << 10;

    /** A message and its text. */
    private static final class Written {
        final Message message;
        final byte[] bytes;

        Written(Message message, byte[] bytes) {
            this.message = message;
            this.bytes = bytes;
        }
    }

    private final boolean namesEvents;
    private final AtomicReferenceArray<Written> kept = new AtomicReferenceArray<>(KEPT + 1);

    SseText(boolean namesEvents) {
        this.namesEvents = namesEvents;
    }

    byte[] message(Message message) {
        int slot = message.sizeBytes() > LARGE_BYTES ? KEPT : (int) (message.id() & (KEPT - 1));
        Written known = kept.get(slot);
        if (known == null || known.message != message) {
            known = new Written(message, write(message));
            kept.set(slot, known);
        }
        return known.bytes;
    }

    private byte[] write(Message message) {
        byte[] payload = message.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 100);
        text(out, "id: " + message.position() + '\n');
        if (namesEvents) {
            text(out, "event: " + message.channel() + '\n');
        }
        data(out, payload);
        out.write('\n');
        return out.toByteArray();
    }

    /** Each line is a field of its own; a line ends with LF, CR or both, and each would end the field. */
    private static void data(ByteArrayOutputStream out, byte[] payload) {
        int start = 0;
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] == '\n' || payload[i] == '\r') {
                line(out, payload, start, i);
                if (payload[i] == '\r' && i + 1 < payload.length && payload[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        line(out, payload, start, payload.length);
    }

    private static void line(ByteArrayOutputStream out, byte[] payload, int start, int end) {
        text(out, "data: ");
        out.write(payload, start, end - start);
        out.write('\n');
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }

    static byte[] begin(long retryMs) {
        return utf8("retry: " + retryMs + "\n\n");
    }

    /** An event without data is passed over, but its id counts. */
    static byte[] heartbeat(Position position) {
        return utf8("id: " + position + "\n\n");
    }

    static byte[] live(Position position) {
        return utf8("id: " + position + "\nevent: live\ndata: " + position + "\n\n");
    }

    static byte[] gap(GapEvent gap) {
        return utf8("id: " + gap.resumesAt() + "\nevent: gap\ndata: {\"reason\":\"" + gap.reason() + "\",\"after\":\""
                + gap.after() + "\",\"resumesAt\":\"" + gap.resumesAt() + "\"}\n\n");
    }

    /** An event of its own, without an id. */
    static byte[] data(String payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        data(out, utf8(payload));
        out.write('\n');
        return out.toByteArray();
    }

    /** The token ends soon: this one goes on. */
    static byte[] token(String token) {
        return utf8("event: token\ndata: " + token + "\n\n");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
