package io.litestack.core.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has committed notifies the peers itself, but not too often. */
class ChangeSenderTest {
    private static final long TOPIC = 4;
    private static final long OTHER_TOPIC = 8;

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final List<PeerConnection> broken = new ArrayList<>();
    private final ChangeSender sender = new ChangeSender(nanos::get, broken::add);
    private int connections;
    private SocketChannel there;
    private PeerConnection peer;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket" + connections++));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            SocketChannel here = SocketChannel.open(address);
            here.configureBlocking(false);
            there = server.accept();
            there.configureBlocking(false);
            peer = new PeerConnection(here, true);
        }
        sender.add(7, TOPIC, peer);
    }

    @AfterEach
    void disconnect() throws IOException {
        peer.channel.close();
        there.close();
    }

    /** The topics of the notifications that have come. */
    private List<Long> received() throws IOException {
        List<Long> topics = new ArrayList<>();
        ByteBuffer message = ByteBuffer.allocate(17);
        while (there.read(message) == message.capacity()) {
            message.flip();
            assertThat(message.get()).isEqualTo(PeerConnection.CHANGED);
            topics.add(message.getLong());
            message.clear();
        }
        return topics;
    }

    @Test
    void a_notification_is_sent_before_the_call_returns() throws IOException {
        assertThat(sender.signal(TOPIC | OTHER_TOPIC)).isFalse();
        assertThat(received()).containsExactly(TOPIC);
        assertThat(sender.nanosToSend()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void who_listens_to_something_else_gets_none_until_that_changes() throws IOException {
        sender.signal(OTHER_TOPIC);
        assertThat(received()).isEmpty();
        sender.setInterest(peer, OTHER_TOPIC);
        sender.signal(OTHER_TOPIC);
        assertThat(received()).containsExactly(OTHER_TOPIC);
    }

    @Test
    void who_has_not_answered_gets_what_it_missed_when_it_has() throws IOException {
        sender.setInterest(peer, TOPIC | OTHER_TOPIC);
        sender.signal(TOPIC);
        assertThat(sender.signal(OTHER_TOPIC)).isFalse();
        assertThat(received()).containsExactly(TOPIC);
        sender.answered(peer);
        assertThat(sender.nanosToSend()).isZero();
        sender.sendDue();
        assertThat(received()).containsExactly(OTHER_TOPIC);
    }

    @Test
    void after_a_burst_they_go_out_twice_a_millisecond() throws IOException {
        int sent = 0;
        while (!sender.signal(TOPIC)) {
            sender.answered(peer);
            sent++;
        }
        assertThat(sent).isEqualTo(8);
        assertThat(received()).hasSize(8);
        assertThat(sender.nanosToSend()).isEqualTo(500_000);
        // somebody knows already
        assertThat(sender.signal(TOPIC)).isFalse();
        nanos.addAndGet(499_999);
        sender.sendDue();
        assertThat(received()).isEmpty();
        nanos.addAndGet(1);
        assertThat(sender.signal(TOPIC)).isFalse();
        assertThat(received()).hasSize(1);
    }

    @Test
    void an_interrupted_thread_leaves_it_to_another() throws IOException {
        Thread.currentThread().interrupt();
        assertThat(sender.signal(TOPIC)).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(received()).isEmpty();
        sender.sendDue();
        assertThat(received()).containsExactly(TOPIC);
    }

    @Test
    void a_broken_connection_is_reported_and_another_one_takes_its_place() throws IOException {
        peer.channel.close();
        assertThat(sender.signal(TOPIC)).isFalse();
        assertThat(broken).containsExactly(peer);
        PeerConnection first = peer;
        there.close();
        connect();
        // it came under the id of the first, which is still there
        sender.remove(first, List.of(peer));
        sender.signal(TOPIC);
        assertThat(received()).containsExactly(TOPIC);
        sender.remove(peer, List.of());
        assertThat(sender.hasPeers()).isFalse();
    }
}
