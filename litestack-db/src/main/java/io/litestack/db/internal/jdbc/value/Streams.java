package io.litestack.db.internal.jdbc.value;

import io.litestack.db.internal.jdbc.error.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What streams hold. A stream is read when it is set, since SQLite takes a value as a whole; so it is bounded by the longest that
 * SQLite stores, whatever its end. It is not closed: that is up to who opened it.
 *
 * <p>A length that is given is exact: exactly so much is read, and a stream that ends before is refused.
 */
public final class Streams {
    /** So many bytes are the most of a value. */
    static final long LONGEST = 1_000_000_000;

    private static final int BUFFER = 8_192;
    private static final long TO_THE_END = -1;

    private Streams() {}

    /** All bytes of a stream. */
    public static byte @Nullable [] bytes(@Nullable InputStream stream, int index) throws SQLException {
        return stream == null ? null : read(stream, TO_THE_END, index);
    }

    /** So many bytes of a stream. */
    public static byte @Nullable [] bytes(@Nullable InputStream stream, long length, int index) throws SQLException {
        checkLength(length, index);
        return stream == null ? null : read(stream, length, index);
    }

    /** All characters of a reader. */
    public static @Nullable String text(@Nullable Reader reader, int index) throws SQLException {
        return reader == null ? null : ValueWriter.text(read(reader, TO_THE_END, index), index);
    }

    /** So many characters of a reader. */
    public static @Nullable String text(@Nullable Reader reader, long length, int index) throws SQLException {
        checkLength(length, index);
        return reader == null ? null : ValueWriter.text(read(reader, length, index), index);
    }

    /** All bytes of a stream, as text in a character set. */
    public static @Nullable String text(@Nullable InputStream stream, Charset charset, int index) throws SQLException {
        byte[] bytes = bytes(stream, index);
        return bytes == null ? null : new String(bytes, charset);
    }

    /** So many bytes of a stream, as text in a character set. */
    public static @Nullable String text(@Nullable InputStream stream, long length, Charset charset, int index)
            throws SQLException {
        byte[] bytes = bytes(stream, length, index);
        return bytes == null ? null : new String(bytes, charset);
    }

    /** The bytes of a blob. */
    public static byte @Nullable [] bytes(@Nullable Blob blob, int index) throws SQLException {
        return blob == null ? null : bytes(blob.getBinaryStream(), index);
    }

    /** The text of a clob. */
    public static @Nullable String text(@Nullable Clob clob, int index) throws SQLException {
        return clob == null ? null : text(clob.getCharacterStream(), index);
    }

    /** All of an InputStream or a Reader. */
    static @Nullable Object all(Object stream, int index) throws SQLException {
        return stream instanceof Reader reader ? text(reader, index) : bytes((InputStream) stream, index);
    }

    private static void checkLength(long length, int index) throws SQLException {
        if (length < 0) {
            throw Failure.BAD_ARGUMENT.of(
                    "the length of the value of placeholder " + index + " must not be negative, but is " + length);
        } else if (length > LONGEST) {
            throw tooLong(index);
        }
    }

    private static SQLException tooLong(int index) {
        return Failure.TOO_LONG.of("the value of placeholder " + index + " is longer than " + LONGEST
                + ", which is the most that SQLite stores; divide it, or store it in a file");
    }

    private static byte[] read(InputStream stream, long length, int index) throws SQLException {
        try {
            if (length != TO_THE_END) {
                byte[] bytes = stream.readNBytes((int) length);
                refuseShort(bytes.length, length, "bytes", index);
                return bytes;
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                if (all.size() + (long) count > LONGEST) {
                    throw tooLong(index);
                }
                all.write(buffer, 0, count);
            }
            return all.toByteArray();
        } catch (IOException e) {
            throw unreadable(e, index);
        }
    }

    private static String read(Reader reader, long length, int index) throws SQLException {
        long most = length == TO_THE_END ? LONGEST : length;
        StringBuilder text = new StringBuilder((int) Math.min(length == TO_THE_END ? BUFFER : length, 1 << 20));
        char[] buffer = new char[(int) Math.max(1, Math.min(BUFFER, most))];
        try {
            while (text.length() < most) {
                int count = reader.read(buffer, 0, (int) Math.min(buffer.length, most - text.length()));
                if (count < 0) {
                    break;
                }
                text.append(buffer, 0, count);
            }
            if (length == TO_THE_END && text.length() == LONGEST && reader.read() >= 0) {
                throw tooLong(index);
            }
        } catch (IOException e) {
            throw unreadable(e, index);
        }
        if (length != TO_THE_END) {
            refuseShort(text.length(), length, "characters", index);
        }
        return text.toString();
    }

    private static void refuseShort(int found, long length, String units, int index) throws SQLException {
        if (found < length) {
            throw Failure.BAD_ARGUMENT.of("the stream for placeholder " + index + " ended after " + found + " " + units
                    + ", but " + length + " were announced");
        }
    }

    private static SQLException unreadable(IOException e, int index) {
        return Failure.BAD_ARGUMENT.of("the stream for placeholder " + index + " cannot be read: " + e, e);
    }
}
