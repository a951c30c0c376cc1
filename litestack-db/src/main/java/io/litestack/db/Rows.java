package io.litestack.db;

import io.litestack.core.RowMapper;
import io.litestack.db.internal.row.Mappers;
import org.jspecify.annotations.Nullable;

/**
 * Ready-made row mappers.
 *
 * <pre>{@code
 * record Todo(long id, String title, Optional<LocalDate> dueOn, boolean done) {}
 *
 * List<Todo> todos = tx.query("select * from todo", Rows.of(Todo.class));
 * }</pre>
 *
 * <p>A record is made from the columns that are named as its components, where case and underscores do not count: {@code
 * due_on} is {@code dueOn}. Further columns are ignored. Any other type is made from the only column.
 *
 * <p>Types of components and columns: the primitives but {@code char} and their classes, {@link String}, {@code byte[]},
 * {@link java.math.BigDecimal}, {@link java.math.BigInteger}, enums (from their names), {@link java.util.UUID} (from text or 16
 * bytes), {@link java.time.Instant} (from text, in UTC where it names no offset, or from milliseconds since 1970), {@link
 * java.time.LocalDate}, {@link java.time.LocalTime}, {@link java.time.LocalDateTime}, {@link java.time.Duration} (from text or
 * milliseconds), {@link Object} (as SQLite stores it), and for components {@link java.util.Optional} of these.
 *
 * <p>A value that does not fit is never cut or guessed: it is a {@link MappingException} that names the column. Mappers are
 * immutable and thread-safe.
 */
public final class Rows {
    private Rows() {}

    /**
     * Returns the mapper to a type. A NULL becomes null in a record's component, unless that is primitive; for a type that is
     * not a record it is refused.
     *
     * @param type a record, or the type of the only column
     * @param <T> the type
     * @return the mapper, the same one for the same type
     * @throws IllegalArgumentException if no row can be one: the message names the type, or the component
     */
    public static <T> RowMapper<T> of(Class<T> type) {
        return Mappers.of(type);
    }

    /**
     * As {@link #of}, but a NULL as the only column is null.
     *
     * @param type a record, or the type of the only column
     * @param <T> the type
     * @return the mapper
     * @throws IllegalArgumentException as for {@link #of}
     */
    public static <T> RowMapper<@Nullable T> nullable(Class<T> type) {
        return Mappers.nullable(type);
    }
}
