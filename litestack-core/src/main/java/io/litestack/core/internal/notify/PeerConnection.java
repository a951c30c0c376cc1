package io.litestack.core.internal.notify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection to another process. Received is on the thread of the sockets only; what is known of the peer is {@link ChangeSender}'s. */
final class PeerConnection {
    /** The first message in each direction: who I am, and which topics somebody listens to here. */
    static final byte HELLO = 'H';

    /** Somebody listens to other topics now. */
    static final byte INTEREST = 'I';

    /** Something of these topics was committed. */
    static final byte CHANGED = 'P';

    /** The last notification has been passed on. */
    static final byte ANSWER = 'A';

    private static final int LENGTH = 17;

    final SocketChannel channel;
    final boolean isMyCall;
    private final ByteBuffer in = ByteBuffer.allocate(LENGTH);
    private final ByteBuffer out = ByteBuffer.allocate(LENGTH);

    /** Known after the peer's hello. */
    @Nullable
    Long id;

    /** What somebody listens to there. */
    long interest;

    /** What goes into the next notification. */
    long pending;

    /** Whether a notification is not answered yet. */
    boolean isUnanswered;

    /**
     * Wraps a connection.
     *
     * @param isMyCall whether this process connected to the other, and not the other way round
     */
    PeerConnection(SocketChannel channel, boolean isMyCall) {
        this.channel = channel;
        this.isMyCall = isMyCall;
    }

    /** Loads this class: it could not be, and never again, if the first caller came while there are no descriptors. */
    static void load() {}

    /** Sends a message. The connection carries so few that its buffer never fills; if it does the peer is given up. */
    synchronized void send(byte type, long first, long second) throws IOException {
        out.clear();
        out.put(type).putLong(first).putLong(second).flip();
        channel.write(out);
        if (out.hasRemaining()) {
            throw new IOException("the peer does not read");
        }
    }

    /** Sends what is pending, if somebody listens to it there and the last notification is answered. */
    void sendPending() throws IOException {
        long topics = pending & interest;
        if (topics != 0 && !isUnanswered) {
            pending = 0;
            isUnanswered = true;
            send(CHANGED, topics, 0);
        }
    }

    /** Reads the next message into the buffer; null if there is none yet. */
    @Nullable
    ByteBuffer receive() throws IOException {
        int read = channel.read(in);
        if (in.hasRemaining()) {
            if (read < 0) {
                throw new IOException("the peer has closed the connection");
            }
            return null;
        }
        in.flip();
        ByteBuffer message = in.duplicate();
        in.clear();
        return message;
    }
}
