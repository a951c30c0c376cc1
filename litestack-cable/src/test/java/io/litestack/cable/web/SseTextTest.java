package io.litestack.cable.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SseTextTest {
    @TempDir
    Path folder;

    @Test
    void each_line_of_a_payload_is_a_field_of_its_own() throws Exception {
        BlockingQueue<Message> got = new LinkedBlockingQueue<>();
        try (Cable cable =
                Cable.open(CableConfig.builder(folder.resolve("cable.db")).build())) {
            String epoch = cable.position().epoch();
            cable.subscribe("a:b", got::add);
            cable.publish("a:b", "1\n2\r3\r\n4\n\ndata: x\n");
            cable.publish("a:b", "");
            Message message = got.poll(20, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            String lines = "data: 1\ndata: 2\ndata: 3\ndata: 4\ndata: \ndata: data: x\ndata: \n\n";
            assertThat(text(new SseText(false).message(message))).isEqualTo("id: " + epoch + "-1\n" + lines);
            SseText named = new SseText(true);
            assertThat(text(named.message(message))).isEqualTo("id: " + epoch + "-1\nevent: a:b\n" + lines);
            assertThat(named.message(message)).isSameAs(named.message(message));
            Message empty = got.poll(20, TimeUnit.SECONDS);
            assertThat(empty).isNotNull();
            assertThat(text(new SseText(false).message(empty))).isEqualTo("id: " + epoch + "-2\ndata: \n\n");
            assertThat(text(SseText.heartbeat(message.position()))).isEqualTo("id: " + epoch + "-1\n\n");
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void turbo_streams_are_elements() {
        assertThat(TurboStream.append("todos", "<li>x</li>"))
                .isEqualTo(
                        "<turbo-stream action=\"append\" target=\"todos\"><template><li>x</li></template></turbo-stream>");
        assertThat(TurboStream.remove("todo_1"))
                .isEqualTo("<turbo-stream action=\"remove\" target=\"todo_1\"></turbo-stream>");
        for (String bad : new String[] {"", "a b", "a\"b", "<a>", "a&b"}) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> TurboStream.remove(bad));
        }
    }
}
