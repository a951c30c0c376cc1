package io.litestack.spring;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/** Functions from one type to another, in the form that Spring asks for. */
abstract class Conversions implements GenericConverter {
    private final Map<ConvertiblePair, Function<Object, Object>> conversions = new HashMap<>();

    /** For constructors of subclasses only. */
    final <S, T> void add(Class<S> from, Class<T> to, Function<S, T> conversion) {
        conversions.put(new ConvertiblePair(from, to), value -> conversion.apply(from.cast(value)));
    }

    @Override
    public final Set<ConvertiblePair> getConvertibleTypes() {
        return conversions.keySet();
    }

    @Override
    public final @Nullable Object convert(@Nullable Object source, TypeDescriptor from, TypeDescriptor to) {
        Function<Object, Object> conversion =
                conversions.get(new ConvertiblePair(from.getObjectType(), to.getObjectType()));
        return source == null || conversion == null ? null : conversion.apply(source);
    }
}
