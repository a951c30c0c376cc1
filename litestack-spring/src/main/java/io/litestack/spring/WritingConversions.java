package io.litestack.spring;

import java.sql.JDBCType;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.mapping.JdbcValue;

/** What is stored of an entity's field, where Spring would make a moment in the JVM's time zone of what is local. */
@WritingConverter
final class WritingConversions extends Conversions {
    WritingConversions() {
        add(LocalDate.class, JdbcValue.class, it -> text(it.toString()));
        add(LocalTime.class, JdbcValue.class, it -> text(StoredTimes.text(it)));
        add(LocalDateTime.class, JdbcValue.class, it -> text(StoredTimes.text(it)));
        add(OffsetDateTime.class, JdbcValue.class, it -> moment(it.toInstant()));
    }

    private static JdbcValue text(String value) {
        return JdbcValue.of(value, JDBCType.VARCHAR);
    }

    private static JdbcValue moment(Instant value) {
        return JdbcValue.of(Timestamp.from(value), JDBCType.TIMESTAMP);
    }
}
