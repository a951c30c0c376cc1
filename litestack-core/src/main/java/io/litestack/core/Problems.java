package io.litestack.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers everything that is wrong with a configuration, so that it can be said at once. */
final class Problems {
    private final String subject;
    private final List<String> found = new ArrayList<>();

    Problems(String subject) {
        this.subject = subject;
    }

    void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            add(field + " must be more than zero, but is " + value);
        } else if (value.compareTo(Duration.ofDays(365)) > 0) {
            add(field + " must be at most 365 days, but is " + value);
        }
    }

    void between(String field, long least, long most, long value) {
        if (value < least || value > most) {
            add(field + " must be between " + least + " and " + most + ", but is " + value);
        }
    }

    void add(String problem) {
        found.add(problem);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(subject, found);
        }
    }
}
