package io.litestack.db.internal.jdbc.value;

import io.litestack.db.internal.jdbc.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A text that is a copy: it lives on after its result set, and a change of it is stored when it is set on a statement. Positions
 * count from 1, in UTF-16 as those of a String. Not thread-safe.
 */
public final class MemoryClob implements NClob {
    private @Nullable String text;

    /** A clob of this text. */
    public MemoryClob(String text) {
        this.text = text;
    }

    private String text() throws SQLException {
        if (text == null) {
            throw Failure.SEQUENCE.of("the clob was freed");
        }
        return text;
    }

    @Override
    public long length() throws SQLException {
        return text().length();
    }

    @Override
    public String getSubString(long position, int length) throws SQLException {
        String all = text();
        int from = Positions.offset(position, length, all.length());
        return all.substring(from, (int) Math.min(all.length(), from + (long) length));
    }

    @Override
    public Reader getCharacterStream() throws SQLException {
        return new StringReader(text());
    }

    @Override
    public Reader getCharacterStream(long position, long length) throws SQLException {
        String all = text();
        int from = Positions.part(position, length, all.length());
        return new StringReader(all.substring(from, (int) (from + length)));
    }

    @Override
    public InputStream getAsciiStream() throws SQLException {
        return new ByteArrayInputStream(text().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public long position(@Nullable String pattern, long start) throws SQLException {
        String all = text();
        int index = all.indexOf(Positions.given(pattern, "the pattern"), Positions.offset(start, 0, all.length()));
        return index < 0 ? -1 : index + 1L;
    }

    @Override
    public long position(@Nullable Clob pattern, long start) throws SQLException {
        Clob wanted = Positions.given(pattern, "the pattern");
        return position(wanted.getSubString(1, (int) wanted.length()), start);
    }

    @Override
    public int setString(long position, @Nullable String value) throws SQLException {
        String given = Positions.given(value, "the text");
        return setString(position, given, 0, given.length());
    }

    @Override
    public int setString(long position, @Nullable String value, int offset, int length) throws SQLException {
        String all = text();
        String given = Positions.given(value, "the text");
        int from = Positions.offset(position, length, all.length());
        if (offset < 0 || length > given.length() - offset) {
            throw Failure.BAD_ARGUMENT.of(
                    "there are no " + length + " characters at offset " + offset + " of " + given.length());
        }
        int end = (int) Math.min(all.length(), from + (long) length);
        text = all.substring(0, from) + given.substring(offset, offset + length) + all.substring(end);
        return length;
    }

    /** What is written is in the clob once the stream is closed or flushed. */
    @Override
    public OutputStream setAsciiStream(long position) throws SQLException {
        Writer writer = setCharacterStream(position);
        return new ByteArrayOutputStream() {
            @Override
            public void flush() {
                String written = toString(StandardCharsets.US_ASCII);
                reset();
                copy(written, writer);
            }

            @Override
            public void close() {
                flush();
            }
        };
    }

    private static void copy(String text, Writer writer) {
        try {
            writer.write(text);
            writer.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is written is in the clob once the writer is closed or flushed. */
    @Override
    public Writer setCharacterStream(long position) throws SQLException {
        Positions.offset(position, 0, text().length());
        return new StringWriter() {
            private long next = position;

            @Override
            public void flush() {
                String written = toString();
                getBuffer().setLength(0);
                try {
                    next += setString(next, written);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void close() {
                flush();
            }
        };
    }

    @Override
    public void truncate(long length) throws SQLException {
        String all = text();
        Positions.part(1, length, all.length());
        text = all.substring(0, (int) length);
    }

    @Override
    public void free() {
        text = null;
    }
}
