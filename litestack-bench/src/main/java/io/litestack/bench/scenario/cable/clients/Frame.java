package io.litestack.bench.scenario.cable.clients;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket as a client has it: what opens it, and frames of text. */
final class Frame {
    private static final int FINAL_TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int LONGEST_SHORT = 125;
    private static final int MOST_HEADER = 8;

    private Frame() {}

    static ByteBuffer handshake(String path, String protocol) {
        return Crowd.http(
                "1.1",
                path,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Protocol: " + protocol);
    }

    /** A frame with the mask 0, which leaves its bytes as they are. */
    static ByteBuffer text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(bytes.length + MOST_HEADER);
        frame.put((byte) FINAL_TEXT);
        if (bytes.length <= LONGEST_SHORT) {
            frame.put((byte) (MASKED | bytes.length));
        } else {
            frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) bytes.length);
        }
        return frame.putInt(0).put(bytes).flip();
    }
}
