package io.litestack.cable.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What waits for one client, and who writes it. */
class SseQueueTest {
    /** Takes some bytes of each write; what it is asked to write is noted. */
    private static final class TestSink implements SseSink {
        final List<String> taken = new ArrayList<>();
        int room = Integer.MAX_VALUE;
        boolean mayBlock;
        boolean isClosed;
        Runnable duringWrite = () -> {};

        @Override
        public boolean mayBlock() {
            return mayBlock;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            if (isClosed) {
                throw new IOException("closed");
            }
            byte[] some = new byte[Math.min(room, bytes.remaining())];
            bytes.get(some);
            room -= some.length;
            taken.add(new String(some, StandardCharsets.UTF_8));
            duringWrite.run();
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    private final TestSink sink = new TestSink();
    private final List<Runnable> tasks = new ArrayList<>();
    private final AtomicInteger emptied = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final SseQueue queue = new SseQueue(sink, 10, tasks::add);

    SseQueueTest() {
        queue.onEmpty(emptied::incrementAndGet);
        queue.onFailure(failed::incrementAndGet);
    }

    private void add(String text) {
        queue.add(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void what_was_added_is_written_in_order() {
        add("a");
        add("b");
        assertThat(sink.taken).isEmpty();
        queue.write();
        assertThat(sink.taken).containsExactly("a", "b");
        assertThat(emptied).hasValue(1);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void what_a_client_does_not_take_waits_until_it_does() {
        sink.room = 2;
        add("abc");
        queue.write();
        add("d");
        queue.write();
        assertThat(String.join("", sink.taken)).isEqualTo("ab");
        assertThat(emptied).hasValue(0);
        sink.room = Integer.MAX_VALUE;
        queue.onWritable();
        assertThat(String.join("", sink.taken)).isEqualTo("abcd");
        assertThat(emptied).hasValue(1);
    }

    @Test
    void a_client_that_takes_bytes_during_a_write_is_written_to_once_more() {
        // the sink may hold some of the bytes: it is given nothing, so that it can send them
        sink.duringWrite = () -> {
            sink.duringWrite = () -> {};
            queue.onWritable();
        };
        add("a");
        queue.write();
        assertThat(sink.taken).containsExactly("a", "");
        assertThat(queue.isEmpty()).isTrue();
        assertThat(emptied).hasValue(1);
    }

    @Test
    void the_rest_goes_on_if_the_client_takes_bytes_again_before_the_write_has_ended() {
        sink.room = 1;
        sink.duringWrite = () -> {
            sink.room = Integer.MAX_VALUE;
            sink.duringWrite = () -> {};
            queue.onWritable();
        };
        add("abc");
        queue.write();
        assertThat(String.join("", sink.taken)).isEqualTo("abc");
        assertThat(emptied).hasValue(1);
    }

    @Test
    void a_sink_that_holds_bytes_back_is_asked_for_them_when_the_client_takes_bytes() {
        queue.onWritable();
        assertThat(sink.taken).containsExactly("");
    }

    @Test
    void a_sink_that_may_block_is_written_to_by_one_thread_of_its_own() {
        sink.mayBlock = true;
        add("a");
        queue.write();
        add("b");
        queue.write();
        assertThat(sink.taken).isEmpty();
        assertThat(tasks).hasSize(1);
        tasks.remove(0).run();
        assertThat(sink.taken).containsExactly("a", "b");
        add("c");
        queue.write();
        assertThat(tasks).hasSize(1);
    }

    @Test
    void a_client_that_is_gone_is_reported() {
        sink.isClosed = true;
        add("a");
        queue.write();
        assertThat(failed).hasValue(1);
        assertThat(emptied).hasValue(0);
    }

    @Test
    void what_waits_is_bounded_and_who_takes_nothing_is_found() {
        sink.room = 0;
        add("0123456789");
        queue.write();
        assertThat(queue.isFull()).isFalse();
        add("a");
        assertThat(queue.isFull()).isTrue();
        assertThat(queue.isStuck()).isFalse();
        assertThat(queue.isStuck()).isFalse();
        assertThat(queue.isStuck()).isTrue();
        sink.room = 2;
        queue.onWritable();
        assertThat(queue.isFull()).isFalse();
        assertThat(queue.isStuck()).isFalse();
        assertThat(queue.isStuck()).isFalse();
        assertThat(queue.isStuck()).isTrue();
    }

    @Test
    void nothing_is_written_after_the_close() {
        sink.room = 0;
        add("a");
        queue.write();
        queue.close();
        assertThat(sink.isClosed).isTrue();
        add("b");
        queue.onWritable();
        assertThat(sink.taken).containsExactly("");
        assertThat(failed).hasValue(0);
        assertThat(queue.isEmpty()).isTrue();
    }
}
