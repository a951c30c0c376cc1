package io.litestack.core;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A generic type as a value, for what is read by a {@link Codec}: a class literal cannot say {@code List<Address>}. An anonymous
 * subclass captures it:
 *
 * <pre>{@code
 * TypeToken<List<Address>> addresses = new TypeToken<>() {};
 * }</pre>
 *
 * <p>Two tokens of the same type are equal. Immutable.
 *
 * @param <T> the type
 */
public abstract class TypeToken<T> {
    private final Type type;

    /**
     * Captures the type argument of the direct subclass.
     *
     * @throws IllegalArgumentException if it is missing, or contains a type variable, whose value is not known at run time
     */
    protected TypeToken() {
        Type parent = getClass().getGenericSuperclass();
        if (getClass().getSuperclass() != TypeToken.class || !(parent instanceof ParameterizedType parameterized)) {
            throw new IllegalArgumentException(
                    "a TypeToken must be a direct subclass with a type argument, such as new TypeToken<List<Order>>() {}");
        }
        this.type = parameterized.getActualTypeArguments()[0];
        if (hasVariable(type)) {
            throw new IllegalArgumentException(
                    "the type " + type.getTypeName()
                            + " contains a type variable, whose value is not known at run time; write the whole type in its place");
        }
    }

    private static boolean hasVariable(Type type) {
        if (type instanceof TypeVariable) {
            return true;
        }
        if (type instanceof GenericArrayType array) {
            return hasVariable(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
                    .flatMap(Arrays::stream)
                    .anyMatch(TypeToken::hasVariable);
        }
        return type instanceof ParameterizedType parameterized
                && Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(TypeToken::hasVariable);
    }

    /**
     * Returns the type, as {@link Codec#decode(byte[], Type)} takes it.
     *
     * @return the captured type
     */
    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof TypeToken<?> that && type.equals(that.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return "TypeToken<" + type.getTypeName() + ">";
    }
}
