package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Puts JSON through the contract of codecs; what it looks like is for others to read, too. */
class JsonCodecTest extends CodecContract {
    JsonCodecTest() {
        super(Codec.json());
    }

    @Test
    void it_is_plain_json() {
        assertThat(text(new Line("pen", 3))).isEqualTo("{\"article\":\"pen\",\"count\":3}");
        assertThat(text(new Dated(Instant.EPOCH, new UUID(0, 0))))
                .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\",\"id\":\"00000000-0000-0000-0000-000000000000\"}");
    }

    private String text(Object value) {
        return new String(codec.encode(value), StandardCharsets.UTF_8);
    }
}
