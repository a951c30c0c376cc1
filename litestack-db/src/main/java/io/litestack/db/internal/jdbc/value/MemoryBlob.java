package io.litestack.db.internal.jdbc.value;

import io.litestack.db.internal.jdbc.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A blob that is a copy: it lives on after its result set, and a change of it is stored when it is set on a statement. Positions
 * count from 1. Not thread-safe.
 */
public final class MemoryBlob implements Blob {
    private byte @Nullable [] bytes;

    /** A blob of these bytes, which become its own. */
    public MemoryBlob(byte[] bytes) {
        this.bytes = bytes;
    }

    private byte[] bytes() throws SQLException {
        if (bytes == null) {
            throw Failure.SEQUENCE.of("the blob was freed");
        }
        return bytes;
    }

    @Override
    public long length() throws SQLException {
        return bytes().length;
    }

    @Override
    public byte[] getBytes(long position, int length) throws SQLException {
        byte[] all = bytes();
        int from = Positions.offset(position, length, all.length);
        return Arrays.copyOfRange(all, from, Math.min(all.length, from + length));
    }

    @Override
    public InputStream getBinaryStream() throws SQLException {
        return new ByteArrayInputStream(bytes());
    }

    @Override
    public InputStream getBinaryStream(long position, long length) throws SQLException {
        byte[] all = bytes();
        int from = Positions.part(position, length, all.length);
        return new ByteArrayInputStream(all, from, (int) length);
    }

    @Override
    public long position(byte @Nullable [] pattern, long start) throws SQLException {
        byte[] all = bytes();
        byte[] wanted = Positions.given(pattern, "the pattern");
        for (int i = Positions.offset(start, 0, all.length); i <= all.length - wanted.length; i++) {
            if (Arrays.equals(all, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i + 1L;
            }
        }
        return -1;
    }

    @Override
    public long position(@Nullable Blob pattern, long start) throws SQLException {
        Blob wanted = Positions.given(pattern, "the pattern");
        return position(wanted.getBytes(1, (int) wanted.length()), start);
    }

    @Override
    public int setBytes(long position, byte @Nullable [] values) throws SQLException {
        byte[] given = Positions.given(values, "the array");
        return setBytes(position, given, 0, given.length);
    }

    @Override
    public int setBytes(long position, byte @Nullable [] values, int offset, int length) throws SQLException {
        byte[] all = bytes();
        byte[] given = Positions.given(values, "the array");
        int from = Positions.offset(position, length, all.length);
        if (offset < 0 || length > given.length - offset) {
            throw Failure.BAD_ARGUMENT.of(
                    "there are no " + length + " bytes at offset " + offset + " of " + given.length);
        }
        byte[] changed = Arrays.copyOf(all, Math.max(all.length, Math.addExact(from, length)));
        System.arraycopy(given, offset, changed, from, length);
        bytes = changed;
        return length;
    }

    /** What is written is in the blob once the stream is closed or flushed. */
    @Override
    public OutputStream setBinaryStream(long position) throws SQLException {
        Positions.offset(position, 0, bytes().length);
        return new ByteArrayOutputStream() {
            private long next = position;

            @Override
            public void flush() {
                byte[] written = toByteArray();
                reset();
                try {
                    next += setBytes(next, written);
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
        byte[] all = bytes();
        Positions.part(1, length, all.length);
        bytes = Arrays.copyOf(all, (int) length);
    }

    @Override
    public void free() {
        bytes = null;
    }
}
