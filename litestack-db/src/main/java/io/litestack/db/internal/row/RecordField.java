package io.litestack.db.internal.row;

import io.litestack.db.MappingException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One component of a record, and how its value comes from a column. */
final class RecordField {
    private final String record;
    private final String name;
    private final Class<?> type;
    private final boolean isOptional;
    private final Conversion conversion;

    RecordField(Class<?> record, RecordComponent component) {
        this.record = record.getName();
        this.name = component.getName();
        this.isOptional = component.getType() == Optional.class;
        this.type = isOptional ? argumentOf(component) : component.getType();
        this.conversion = Conversion.to(type).orElseThrow(() -> unsupported(component));
    }

    private IllegalArgumentException unsupported(RecordComponent component) {
        return new IllegalArgumentException("no column can become the component "
                + component.getGenericType().getTypeName() + " " + name + " of " + record
                + (type.getName().startsWith("java.time.") ? "; declare it Instant or LocalDateTime" : "")
                + "; see Rows for the types");
    }

    private static Class<?> argumentOf(RecordComponent component) {
        if (component.getGenericType() instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            if (argument instanceof Class<?> simple) {
                return simple;
            }
        }
        return Optional.class;
    }

    String name() {
        return name;
    }

    @Nullable
    Object valueOf(@Nullable Object stored) throws SQLException {
        if (stored == null) {
            return absent();
        }
        Object value = conversion.of(stored, () -> "the component " + name + " of " + record, type);
        return isOptional ? Optional.of(value) : value;
    }

    private @Nullable Object absent() {
        if (type.isPrimitive()) {
            throw new MappingException(
                    "the component " + type + " " + name + " of " + record
                            + " cannot be null, but its column is NULL; declare it as an object or as Optional, or use"
                            + " coalesce()",
                    null);
        }
        return isOptional ? Optional.empty() : null;
    }
}
