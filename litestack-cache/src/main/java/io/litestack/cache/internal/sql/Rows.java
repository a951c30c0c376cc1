package io.litestack.cache.internal.sql;

import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Formats;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Lifetime;
import io.litestack.cache.internal.entry.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Entries as rows. */
public final class Rows {
    private static final byte[] NONE = {};

    private Rows() {}

    /**
     * Reads a row of {@link CacheSql#FIND}.
     *
     * @return the entry, or null if it is that of another key with the same hash
     */
    public static @Nullable Entry read(Key key, ResultSet row) throws SQLException {
        if (row.getLong(3) != key.namespace() || !Arrays.equals(row.getBytes(4), bytes(key))) {
            return null;
        }
        long format = row.getLong(5);
        Content content = format == Formats.NUMBER
                ? Content.ofNumber(row.getLong(15))
                : new Content(format, row.getInt(6), bytesOf(row, 15), 0);
        Lifetime lifetime = new Lifetime(row.getLong(9), row.getLong(10), row.getLong(11), row.getLong(12));
        Origin origin = new Origin(row.getLong(7), row.getLong(8), row.getLong(13));
        return new Entry(key, content, lifetime, origin, longs(row.getBytes(14))).at(row.getLong(2));
    }

    /** Binds the parameters of {@link CacheSql#PUT}. */
    public static void bind(PreparedStatement put, Entry entry, long place) throws SQLException {
        Key key = entry.key();
        Content content = entry.content();
        put.setLong(1, key.hash());
        put.setLong(2, place);
        put.setLong(3, key.namespace());
        put.setBytes(4, bytes(key));
        put.setLong(5, content.format());
        put.setInt(6, content.flags());
        put.setLong(7, entry.version());
        put.setLong(8, entry.born());
        put.setLong(9, entry.expiresAtMs());
        put.setLong(10, entry.staleUntilMs());
        put.setLong(11, entry.ttlMs());
        put.setLong(12, entry.idleMs());
        put.setLong(13, entry.loadMicros());
        put.setBytes(14, blob(entry.tags()));
        if (content.format() == Formats.NUMBER) {
            put.setLong(15, content.number());
        } else {
            put.setBytes(15, content.bytes());
        }
    }

    private static byte[] bytes(Key key) {
        return key.text().getBytes(StandardCharsets.UTF_8);
    }

    /** The driver reads an empty blob as null. */
    private static byte[] bytesOf(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? NONE : bytes;
    }

    /** Numbers of 8 bytes each; null for none. */
    public static byte @Nullable [] blob(long[] numbers) {
        if (numbers.length == 0) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        return bytes.array();
    }

    public static long @Nullable [] longs(byte @Nullable [] blob) {
        if (blob == null || blob.length == 0) {
            return null;
        }
        long[] numbers = new long[blob.length / Long.BYTES];
        ByteBuffer.wrap(blob).asLongBuffer().get(numbers);
        return numbers;
    }
}
