package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.Seed;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link Codec} must do: give back what it was given, and never let the bytes choose what is built. */
@Timeout(60)
@ExtendWith(Seed.class)
public abstract class CodecContract {
    public enum Size {
        SMALL,
        LARGE
    }

    public record Line(String article, int count) {}

    public record Order(
            long id, String customer, Size size, List<Line> lines, Map<String, Double> notes, byte[] seal) {}

    public record Holder(Object anything) {}

    public record Dated(Instant at, UUID id) {}

    /** If the bytes could name this class, building it would show here. */
    public static final class Gadget {
        static int built;

        public Gadget() {
            built++;
        }

        public void setCommand(String command) {
            built++;
        }
    }

    protected final Codec codec;

    protected CodecContract(Codec codec) {
        this.codec = codec;
    }

    @Test
    void records_come_back_as_they_were() {
        Order order = new Order(
                Long.MAX_VALUE,
                "Ünal \uD83D\uDE80 \" \\ \u0000",
                Size.LARGE,
                List.of(new Line("pen", 3), new Line("", Integer.MIN_VALUE)),
                Map.of("weight", 0.1),
                new byte[] {0, -1, 127});
        Order back = codec.decode(codec.encode(order), Order.class);
        assertThat(back).usingRecursiveComparison().isEqualTo(order);
        Line empty = new Line(null, 0);
        assertThat(codec.decode(codec.encode(empty), Line.class)).isEqualTo(empty);
    }

    @Test
    void plain_values_come_back_as_they_were(Random random) {
        for (int i = 0; i < 1000; i++) {
            long number = random.nextLong();
            assertThat(codec.decode(codec.encode(number), Long.class)).isEqualTo(number);
            double real = random.nextGaussian();
            assertThat(codec.decode(codec.encode(real), Double.class)).isEqualTo(real);
        }
        assertThat(codec.decode(codec.encode("text"), String.class)).isEqualTo("text");
        assertThat(codec.decode(codec.encode(true), boolean.class)).isTrue();
        assertThat(codec.decode(codec.encode(7), int.class)).isEqualTo(7);
        assertThat(codec.decode(codec.encode(Size.SMALL), Size.class)).isEqualTo(Size.SMALL);
        Dated dated = new Dated(Instant.parse("2026-03-01T12:00:00.123456789Z"), UUID.randomUUID());
        assertThat(codec.decode(codec.encode(dated), Dated.class)).isEqualTo(dated);
    }

    @Test
    void generic_types_keep_their_elements() {
        Type lines = genericList(Line.class);
        Object back = codec.decode(codec.encode(List.of(new Line("pen", 3))), lines);
        assertThat(back).isEqualTo(List.of(new Line("pen", 3)));
    }

    private static Type genericList(Class<?> element) {
        return new ParameterizedType() {
            @Override
            public Type[] getActualTypeArguments() {
                return new Type[] {element};
            }

            @Override
            public Type getRawType() {
                return List.class;
            }

            @Override
            public Type getOwnerType() {
                return null;
            }
        };
    }

    @Test
    void an_older_reader_understands_a_newer_writer() {
        byte[] newer = codec.encode(new LinkedHashMap<>(Map.of("article", "pen", "count", 2, "colour", "red")));
        assertThat(codec.decode(newer, Line.class)).isEqualTo(new Line("pen", 2));
    }

    @Test
    void bytes_that_are_cut_off_or_go_on_are_refused() {
        byte[] good = codec.encode(new Line("pen", 3));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(cut, Line.class));
        }
        byte[] twice = new byte[2 * good.length];
        System.arraycopy(good, 0, twice, 0, good.length);
        System.arraycopy(good, 0, twice, good.length, good.length);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(twice, Line.class));
    }

    @Test
    void random_bytes_are_refused_or_read_but_nothing_else(Random random) {
        byte[] good = codec.encode(new Line("pen", 3));
        for (int i = 0; i < 5000; i++) {
            byte[] bad = good.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(codec.decode(bad, Line.class)).isNotNull();
            } catch (CodecException e) {
                assertThat(e).hasMessageContaining("Line");
            }
        }
    }

    @Test
    void bytes_of_another_type_are_refused_with_the_type_and_the_place() {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(codec.encode(List.of("a")), Line.class))
                .withMessageContaining(Line.class.getName().replace('$', '.').substring(0, 20))
                .withMessageContaining("at ");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(codec.encode("text"), Integer.class));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(codec.encode("GREEN"), Size.class));
    }

    @Test
    void nothing_cannot_be_read() {
        byte[] nothing = codec.encode(new ArrayList<>(Collections.singleton(null)));
        List<?> back = codec.decode(nothing, List.class);
        assertThat(back.get(0)).isNull();
        byte[] bare = "null".getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(bare, Line.class));
    }

    @Test
    void what_cannot_be_written_is_refused_with_its_class() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.encode(circle))
                .withMessageContaining("ArrayList");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.encode(new Object()))
                .withMessageContaining("java.lang.Object");
    }

    @Test
    void the_bytes_cannot_choose_a_class() {
        String gadget = Gadget.class.getName();
        for (String attack : List.of(
                "{\"anything\":{\"@class\":\"" + gadget + "\",\"command\":\"x\"}}",
                "{\"anything\":[\"" + gadget + "\",{\"command\":\"x\"}]}",
                "{\"@class\":\"" + gadget + "\",\"anything\":1}",
                "{\"anything\":{\"@type\":\"" + gadget + "\"}}",
                "{\"anything\":{\"class\":\"" + gadget + "\"}}",
                "{\"anything\":{\"@c\":\".Gadget\"}}")) {
            Holder holder = codec.decode(attack.getBytes(StandardCharsets.UTF_8), Holder.class);
            assertThat(holder.anything == null ? "" : holder.anything.getClass().getName())
                    .doesNotContain("Gadget");
            codec.decode(attack.getBytes(StandardCharsets.UTF_8), Map.class);
        }
        assertThat(Gadget.built).isZero();
    }

    @Test
    void nesting_without_end_is_refused_before_the_stack_is_full() {
        byte[] deep = ("[".repeat(200_000) + "]".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(deep, List.class));
        byte[] deepUnknown = ("{\"article\":\"a\",\"extra\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}")
                .getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(deepUnknown, Line.class));
    }

    @Test
    void a_number_of_a_million_digits_is_refused_quickly() {
        byte[] long1 = ("{\"article\":\"a\",\"count\":" + "9".repeat(1_000_000) + "}").getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(long1, Line.class));
    }
}
