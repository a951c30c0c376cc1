package io.litestack.db.internal.row;

import io.litestack.db.MappingException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A record's components and its constructor. */
final class RecordShape {
    private final Class<?> type;
    private final RecordField[] components;
    private final MethodHandle constructor;

    RecordShape(Class<?> type) {
        this.type = type;
        this.components = Arrays.stream(type.getRecordComponents())
                .map(it -> new RecordField(type, it))
                .toArray(RecordField[]::new);
        this.constructor = constructorOf(type);
    }

    private static MethodHandle constructorOf(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            if (!constructor.trySetAccessible()) {
                throw new IllegalArgumentException("cannot make a " + type.getName() + ": let module "
                        + type.getModule().getName() + " open the package " + type.getPackageName()
                        + " to io.litestack.db");
            }
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot make a " + type.getName() + ": " + e, e);
        }
    }

    RecordField component(int index) {
        return components[index];
    }

    Object create(@Nullable Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new MappingException(
                    "the constructor of " + type.getName() + " refuses " + Arrays.toString(values) + ": " + e, e);
        }
    }

    /** The number of the column of each component, from 1. */
    int[] columnsOfComponents(List<String> labels) {
        int[] columns = new int[components.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = columnOf(components[i], labels);
        }
        return columns;
    }

    private int columnOf(RecordField component, List<String> labels) {
        int found = 0;
        for (int i = 0; i < labels.size(); i++) {
            if (normal(labels.get(i)).equals(normal(component.name()))) {
                if (found > 0) {
                    throw new MappingException(
                            "two columns fit the component " + component.name() + " of " + type.getName() + ": "
                                    + labels.get(found - 1) + " and " + labels.get(i)
                                    + "; name one of them differently with \"as\"",
                            null);
                }
                found = i + 1;
            }
        }
        if (found == 0) {
            throw new MappingException(
                    "no column fits the component " + component.name() + " of " + type.getName() + "; the columns are "
                            + labels,
                    null);
        }
        return found;
    }

    /** {@code created_at} and {@code createdAt} are the same name. */
    private static String normal(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
