package io.litestack.jcache.internal.store;

import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The length of the key's bytes, these, and those of the value. */
final class StoredEntryCodec implements Codec {
    static final StoredEntryCodec INSTANCE = new StoredEntryCodec();

    private StoredEntryCodec() {}

    @Override
    public byte[] encode(Object value) {
        StoredEntry entry = (StoredEntry) value;
        return ByteBuffer.allocate(Integer.BYTES + entry.key().length + entry.value().length)
                .putInt(entry.key().length)
                .put(entry.key())
                .put(entry.value())
                .array();
    }

    @Override
    public <T> T decode(byte[] bytes, Class<T> type) {
        return type.cast(decode(bytes));
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        return decode(bytes);
    }

    private static StoredEntry decode(byte[] bytes) {
        int length = bytes.length < Integer.BYTES ? -1 : ByteBuffer.wrap(bytes).getInt();
        if (length < 0 || length > bytes.length - Integer.BYTES) {
            throw new CodecException("an entry of JCache cannot be read: it has " + bytes.length + " bytes", null);
        }
        int end = Integer.BYTES + length;
        byte[] key = length == 0 ? StoredEntry.noKey() : Arrays.copyOfRange(bytes, Integer.BYTES, end);
        return new StoredEntry(key, Arrays.copyOfRange(bytes, end, bytes.length));
    }
}
