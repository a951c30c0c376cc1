package io.litestack.core.internal.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the values of a statement's named parameters from a map or a record. */
final class NamedValues {
    private static final ClassValue<Map<String, Method>> COMPONENTS = new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
            return componentsOf(type);
        }
    };

    private NamedValues() {}

    /** Whether the values are given by name: the only one is a map or a record, which cannot be bound itself. */
    static boolean isGiven(@Nullable Object[] values) {
        return values.length == 1 && (values[0] instanceof Map || values[0] instanceof Record);
    }

    /** The values in the order of the statement's placeholders. */
    static @Nullable Object[] inOrder(PreparedSql statement, @Nullable Object source) {
        List<String> names = statement.names();
        if (names.size() != statement.parameters || names.isEmpty()) {
            throw new IllegalArgumentException(
                    "values were given by name, but the statement has no named parameters: \""
                            + SqlGuard.abbreviate(statement.sql) + "\"; write them as :name");
        }
        @Nullable Object[] values = new Object[names.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = source instanceof Map<?, ?> map ? of(map, names.get(i)) : of(source, names.get(i));
        }
        return values;
    }

    private static @Nullable Object of(Map<?, ?> map, String name) {
        if (!map.containsKey(name)) {
            throw missing(name, "the map, which has " + map.keySet());
        }
        return map.get(name);
    }

    private static @Nullable Object of(@Nullable Object source, String name) {
        if (source == null) {
            throw new IllegalArgumentException("values by name come from a map or a record, not from null");
        }
        Map<String, Method> components = COMPONENTS.get(source.getClass());
        Method accessor = components.get(normal(name));
        if (accessor == null) {
            throw missing(
                    name,
                    "the record " + source.getClass().getName() + ", which has "
                            + components.values().stream().map(Method::getName).toList());
        }
        return call(accessor, source);
    }

    private static @Nullable Object call(Method accessor, Object source) {
        try {
            return accessor.invoke(source);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    source.getClass().getName() + '.' + accessor.getName() + "() failed: " + e.getCause(),
                    e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IllegalArgumentException missing(String name, String where) {
        return new IllegalArgumentException("no value for :" + name + " in " + where);
    }

    private static Map<String, Method> componentsOf(Class<?> type) {
        Map<String, Method> components = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Method accessor = component.getAccessor();
            if (!accessor.trySetAccessible()) {
                throw new IllegalArgumentException("cannot read the components of " + type.getName()
                        + ": let module " + type.getModule().getName() + " open the package " + type.getPackageName()
                        + " to io.litestack.core");
            }
            components.put(normal(component.getName()), accessor);
        }
        return components;
    }

    /** {@code :created_at} is the component {@code createdAt}. */
    private static String normal(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
