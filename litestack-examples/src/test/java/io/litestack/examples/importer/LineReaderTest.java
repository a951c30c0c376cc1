package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void a_line_ends_in_any_of_the_three_ways_and_keeps_its_end() {
        assertThat(texts(bytes("a\nb\r\nc\rd"))).containsExactly("a\n", "b\r\n", "c\r", "d");
    }

    @Test
    void a_byte_order_mark_is_dropped() {
        assertThat(texts(bytes("\uFEFFid\n\uFEFF1\n"))).containsExactly("id\n", "\uFEFF1\n");
    }

    @Test
    void gzip_is_unpacked() throws IOException {
        assertThat(texts(gzip("a\nb\n"))).containsExactly("a\n", "b\n");
    }

    @Test
    void gzip_that_ends_early_is_told_with_its_line_and_a_remedy() throws IOException {
        byte[] whole = gzip("a\nb\n".repeat(10_000));
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        assertThatThrownBy(() -> texts(cut))
                .isInstanceOf(ImportException.class)
                .hasMessageContainingAll("cannot read data.csv beyond line", "whether it is whole");
    }

    @Test
    void a_line_that_is_not_utf_8_is_known_by_its_number_and_the_next_is_read_all_the_same() {
        byte[] bytes = "good\nbad ?\ngood\n".getBytes(StandardCharsets.ISO_8859_1);
        bytes[9] = (byte) 0xe9;
        List<Line> lines = lines(bytes);
        assertThat(lines).extracting(Line::number).containsExactly(1L, 2L, 3L);
        assertThat(lines.get(1).problem().orElseThrow()).contains("is not UTF-8", "iconv");
        assertThat(lines.get(2)).isEqualTo(new Line(3, "good\n", Optional.empty()));
    }

    @Test
    void the_replacement_character_itself_is_no_problem() {
        assertThat(lines(bytes("\uFFFD\n")).get(0).problem()).isEmpty();
    }

    @Test
    void a_file_without_line_ends_is_refused_before_it_fills_the_memory() {
        byte[] endless = new byte[LineReader.LONGEST + 1];
        Arrays.fill(endless, (byte) 'x');
        assertThatThrownBy(() -> lines(endless))
                .hasMessageContainingAll("line 1 is longer than", "text with a row a line");
    }

    @Test
    void what_was_read_is_counted_and_hashed() {
        Source source = source(bytes("a\nb\n"));
        try (LineReader reader = new LineReader(source)) {
            reader.next();
            assertThat(reader.fingerprint()).isEqualTo(Fingerprint.of(source));
            assertThat(reader.bytesRead()).isEqualTo(4);
        }
    }

    static Source source(byte[] bytes) {
        return new Source("data.csv", "data", () -> new ByteArrayInputStream(bytes));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes(text));
        }
        return packed.toByteArray();
    }

    private static List<String> texts(byte[] bytes) {
        return lines(bytes).stream().map(Line::text).toList();
    }

    private static List<Line> lines(byte[] bytes) {
        List<Line> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(source(bytes))) {
            for (Optional<Line> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(line.get());
            }
        }
        return lines;
    }
}
