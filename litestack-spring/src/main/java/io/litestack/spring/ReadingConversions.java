package io.litestack.spring;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import org.springframework.data.convert.ReadingConverter;

/** What an entity's field gets of a stored text or number, where Spring itself does not know. */
@ReadingConverter
final class ReadingConversions extends Conversions {
    ReadingConversions() {
        add(String.class, LocalDate.class, StoredTimes::date);
        add(String.class, LocalTime.class, StoredTimes::time);
        add(String.class, LocalDateTime.class, StoredTimes::dateTime);
        add(String.class, OffsetDateTime.class, StoredTimes::moment);
        add(String.class, Instant.class, it -> StoredTimes.moment(it).toInstant());
        add(Long.class, Instant.class, Instant::ofEpochMilli);
        add(Integer.class, Boolean.class, it -> it != 0);
        add(Long.class, Boolean.class, it -> it != 0);
    }
}
