package io.litestack.db.internal.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLDataException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Blobs and clobs, which are copies in memory. */
class LargeObjectsTest {
    private final MemoryBlob blob = new MemoryBlob("hello".getBytes(StandardCharsets.US_ASCII));
    private final MemoryClob clob = new MemoryClob("hello");

    private String text() throws SQLException {
        return new String(blob.getBytes(1, (int) blob.length()), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void a_blob_is_read_in_parts() throws Exception {
        assertThat(blob.length()).isEqualTo(5);
        assertThat(blob.getBytes(2, 3)).isEqualTo(bytes("ell"));
        assertThat(blob.getBytes(4, 100)).isEqualTo(bytes("lo"));
        assertThat(blob.getBytes(6, 1)).isEmpty();
        try (InputStream part = blob.getBinaryStream(2, 2)) {
            assertThat(part.readAllBytes()).isEqualTo(bytes("el"));
        }
        assertThat(blob.getBinaryStream().readAllBytes()).isEqualTo(bytes("hello"));
        assertThat(blob.position(bytes("l"), 1)).isEqualTo(3);
        assertThat(blob.position(bytes("l"), 4)).isEqualTo(4);
        assertThat(blob.position(new MemoryBlob(bytes("lo")), 1)).isEqualTo(4);
        assertThat(blob.position(bytes("x"), 1)).isEqualTo(-1);
    }

    @Test
    void a_blob_can_be_changed() throws Exception {
        assertThat(blob.setBytes(1, bytes("J"))).isEqualTo(1);
        assertThat(blob.setBytes(5, bytes("xy!z"), 2, 1)).isEqualTo(1);
        assertThat(text()).isEqualTo("Jell!");
        try (OutputStream out = blob.setBinaryStream(6)) {
            out.write(bytes(" ok"));
            out.flush();
            out.write(bytes("?"));
        }
        assertThat(text()).isEqualTo("Jell! ok?");
        blob.truncate(4);
        assertThat(text()).isEqualTo("Jell");
        blob.free();
        blob.free();
        assertThatExceptionOfType(SQLException.class).isThrownBy(blob::length).withMessageContaining("freed");
    }

    @Test
    void a_clob_is_read_in_parts() throws Exception {
        assertThat(clob.length()).isEqualTo(5);
        assertThat(clob.getSubString(2, 3)).isEqualTo("ell");
        assertThat(clob.getSubString(4, Integer.MAX_VALUE)).isEqualTo("lo");
        try (Reader part = clob.getCharacterStream(2, 2)) {
            StringWriter read = new StringWriter();
            part.transferTo(read);
            assertThat(read.toString()).isEqualTo("el");
        }
        assertThat(clob.getAsciiStream().readAllBytes()).isEqualTo(bytes("hello"));
        assertThat(clob.position("l", 4)).isEqualTo(4);
        assertThat(clob.position(new MemoryClob("lo"), 1)).isEqualTo(4);
        assertThat(clob.position("x", 1)).isEqualTo(-1);
    }

    @Test
    void a_clob_can_be_changed() throws Exception {
        assertThat(clob.setString(1, "J")).isEqualTo(1);
        assertThat(clob.setString(5, "xy!z", 2, 1)).isEqualTo(1);
        assertThat(clob.getSubString(1, 99)).isEqualTo("Jell!");
        try (Writer out = clob.setCharacterStream(6)) {
            out.write(" ö");
            out.flush();
            out.write("?");
        }
        try (OutputStream out = clob.setAsciiStream(1)) {
            out.write(bytes("H"));
        }
        assertThat(clob.getSubString(1, 99)).isEqualTo("Hell! ö?");
        clob.truncate(4);
        assertThat(clob.getSubString(1, 99)).isEqualTo("Hell");
        clob.free();
        assertThatExceptionOfType(SQLException.class).isThrownBy(clob::length).withMessageContaining("freed");
    }

    @Test
    void a_position_outside_is_refused() {
        for (long wrong : new long[] {0, -1, 7, Long.MAX_VALUE}) {
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> blob.getBytes(wrong, 1))
                    .withMessageContaining("1 to 6");
            assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> clob.getSubString(wrong, 1));
            assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> blob.setBytes(wrong, new byte[1]));
            assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> clob.setString(wrong, "x"));
        }
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> blob.getBytes(1, -1));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> blob.getBinaryStream(3, 4));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> clob.getCharacterStream(3, 4));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> blob.truncate(6));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> clob.truncate(-1));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> blob.setBytes(1, new byte[2], 1, 2));
    }
}
