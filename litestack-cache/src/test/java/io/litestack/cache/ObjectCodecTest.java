package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.CodecException;
import io.litestack.core.testkit.Seed;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectCodecTest {
    @RegisterExtension
    final Seed seed = new Seed();

    record User(String name, int logins) {}

    record Team(List<User> members) {}

    record Place(String name, Instant since) implements Serializable {}

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    private static final ObjectCodec CODEC = ObjectCodec.standard();

    static List<Object> plain_values() {
        return List.of(
                true,
                (byte) -1,
                (short) 300,
                'x',
                -7,
                Long.MIN_VALUE,
                1.5f,
                Double.NaN,
                "",
                "ünïcode \u0000 \uD83D\uDE00",
                "half of a pair \uD83D",
                new BigDecimal("1.50"),
                BigInteger.TEN.pow(40),
                new UUID(1, 2),
                URI.create("https://example.org/a?b=c"),
                new Date(5),
                Instant.parse("2026-11-26T23:40:00.123456789Z"),
                Duration.ofNanos(5),
                LocalDate.of(2026, 11, 26),
                LocalTime.of(1, 2, 3, 4),
                LocalDateTime.of(2026, 11, 26, 1, 2),
                OffsetDateTime.of(2026, 11, 26, 1, 2, 3, 4, ZoneOffset.ofHours(2)),
                ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneId.of("Europe/Berlin")),
                Period.ofDays(3),
                ZoneOffset.ofHours(3),
                ZoneId.of("Europe/Berlin"),
                List.of(1, "two", List.of(3L)),
                Set.of("a"),
                Map.of("k", List.of(new UUID(3, 4))),
                Arrays.asList("a", null),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))));
    }

    @ParameterizedTest
    @MethodSource("plain_values")
    void what_needs_no_permission_is_read_as_it_was_written(Object value) {
        assertThat(CODEC.decode(CODEC.encode(value), Object.class)).isEqualTo(value);
    }

    @Test
    void bytes_are_read_as_they_were_written() {
        assertThat(CODEC.decode(CODEC.encode(new byte[] {1, 2}), byte[].class)).containsExactly(1, 2);
    }

    @Test
    void allowed_classes_are_read_as_they_were_written() {
        ObjectCodec codec = CODEC.allowing(User.class, Color.class).allowing(Team.class.getName());
        for (Object each : List.of(
                new User("ann", 7),
                new Team(List.of(new User("bob", 1))),
                Color.RED,
                Color.GREEN,
                List.of(Color.GREEN))) {
            assertThat(codec.decode(codec.encode(each), Object.class)).isEqualTo(each);
        }
    }

    @Test
    void packages_are_allowed_with_stars() {
        byte[] bytes =
                CODEC.allowing("io.litestack.*").allowing("io.litestack.**").encode(new User("ann", 7));
        assertThat(CODEC.allowing("io.litestack.cache.*").decode(bytes, User.class))
                .isEqualTo(new User("ann", 7));
        assertThatThrownBy(() -> CODEC.allowing("io.litestack.*").decode(bytes, User.class))
                .isInstanceOf(CodecException.class);
        for (String each : List.of("", "*", "io.*.cache", "**", "io.litestack**")) {
            assertThatThrownBy(() -> CODEC.allowing(each)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void what_is_not_allowed_is_neither_written_nor_read() {
        assertThatThrownBy(() -> CODEC.encode(new User("ann", 7)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(User.class.getName());
        assertThatThrownBy(() -> CODEC.encode(TimeUnit.DAYS)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> CODEC.encode(new TreeMap<>(Map.of(1, 2)))).isInstanceOf(CodecException.class);
        byte[] bytes = CODEC.allowing(User.class).encode(new User("ann", 7));
        assertThatThrownBy(() -> CODEC.decode(bytes, Object.class))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("allowed");
    }

    @Test
    void serialization_is_for_the_classes_of_the_filter() {
        ObjectCodec codec = CODEC.withJavaSerialization("io.litestack.cache.*;java.time.**;java.lang.*");
        Place place = new Place("here", Instant.EPOCH);
        byte[] bytes = codec.encode(place);
        assertThat(codec.decode(bytes, Place.class)).isEqualTo(place);
        assertThatThrownBy(() -> codec.encode(new TreeMap<>(Map.of(1, 2))))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.util.TreeMap");
        assertThatThrownBy(() -> CODEC.decode(bytes, Object.class))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("not allowed");
        assertThatThrownBy(() -> CODEC.withJavaSerialization("java.lang.*").decode(bytes, Object.class))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void equal_values_have_equal_bytes_if_they_share_their_text() {
        ObjectCodec codec = CODEC.withJavaSerialization("java.**");
        String text = "a text";
        List<String> shared = new ArrayList<>(List.of(text, text));
        List<String> apart = new ArrayList<>(List.of(new String("a text".toCharArray()), text));
        assertThat(codec.encode(shared)).isEqualTo(codec.encode(apart));
    }

    @Test
    void damaged_bytes_are_an_error_and_nothing_else(Random random) {
        ObjectCodec codec = CODEC.allowing(User.class, Color.class);
        List<Object> values = new ArrayList<>(plain_values());
        values.add(new User("ann", 7));
        values.add(Color.GREEN);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = codec.encode(values.get(random.nextInt(values.size())));
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] damaged = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length);
            try {
                assertThat(codec.decode(damaged, Object.class)).isNotNull();
            } catch (CodecException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void deep_nesting_is_refused() {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            list = new ArrayList<>(List.of(list));
        }
        List<Object> deep = list;
        assertThatThrownBy(() -> CODEC.encode(deep)).isInstanceOf(CodecException.class);
    }

    @Test
    void what_never_changes_is_known() {
        for (Object each : List.of("a", 1, Instant.EPOCH, Color.GREEN, new User("ann", 7))) {
            assertThat(CODEC.isImmutable(each)).as("%s", each).isTrue();
        }
        for (Object each : List.of(new byte[0], new Date(), List.of(), new Team(List.of()))) {
            assertThat(CODEC.isImmutable(each)).as("%s", each).isFalse();
        }
    }

    @Test
    void objects_have_texts_by_which_they_are_keys() {
        assertThat(CODEC.keyOf("ann")).isEqualTo("sann");
        assertThat(CODEC.keyOf(7)).isEqualTo("i7").isNotEqualTo(CODEC.keyOf(7L));
        assertThat(CODEC.keyOf(List.of("a,b", "c")))
                .startsWith("#")
                .isEqualTo(CODEC.keyOf(Arrays.asList("a,b", "c")))
                .isNotEqualTo(CODEC.keyOf(List.of("a", "b,c")));
        assertThat(CODEC.keyOf("x".repeat(1_000))).startsWith("#");
        assertThat(CODEC.keyOf("#")).isEqualTo("s#");
    }
}
