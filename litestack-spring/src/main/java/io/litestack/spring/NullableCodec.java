package io.litestack.spring;

import io.litestack.cache.ObjectCodec;
import io.litestack.core.Codec;
import java.lang.reflect.Type;
import org.springframework.cache.support.NullValue;

/** Values of Spring's caches, null among them. */
final class NullableCodec implements Codec {
    /** No object begins with that. */
    private static final byte NULL = 0;

    private final ObjectCodec objects;

    NullableCodec(ObjectCodec objects) {
        this.objects = objects;
    }

    @Override
    public byte[] encode(Object value) {
        return value == NullValue.INSTANCE ? new byte[] {NULL} : objects.encode(value);
    }

    @Override
    public <T> T decode(byte[] bytes, Class<T> type) {
        return type.cast(decode(bytes));
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        return decode(bytes);
    }

    private Object decode(byte[] bytes) {
        return bytes.length == 1 && bytes[0] == NULL ? NullValue.INSTANCE : objects.decode(bytes, Object.class);
    }
}
