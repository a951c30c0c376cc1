package io.litestack.core.spi.config;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.text.DurationText;
import io.litestack.core.spi.config.text.SizeText;
import io.litestack.core.spi.config.tree.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers everything that is wrong with a configuration, so that it can be said at once. Not thread-safe. */
public final class ConfigProblems {
    private final String subject;
    private final List<String> found = new ArrayList<>();

    /**
     * Starts with no problem.
     *
     * @param subject what is configured, such as {@code "StoreConfig of /srv/app.db"}
     */
    public ConfigProblems(String subject) {
        this.subject = subject;
    }

    /**
     * Demands a span that is more than zero, and at most a year.
     *
     * @param field the name of the record's component
     * @param value its value
     */
    public void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            add(field + " must be more than zero, but is " + DurationText.print(value));
        } else if (value.compareTo(Duration.ofDays(365)) > 0) {
            add(field + " must be at most 365 days, but is " + DurationText.print(value));
        }
    }

    /**
     * Demands a number within bounds, both allowed.
     *
     * @param field the name of the record's component
     * @param least the lower bound
     * @param most the upper bound
     * @param value its value
     */
    public void between(String field, long least, long most, long value) {
        if (value < least || value > most) {
            add(field + " must be between " + least + " and " + most + ", but is " + value);
        }
    }

    /**
     * Demands a number of bytes within bounds, both allowed; they are written as a file does.
     *
     * @param field the name of the record's component
     * @param least the lower bound
     * @param most the upper bound
     * @param bytes its value
     */
    public void betweenSizes(String field, long least, long most, long bytes) {
        if (bytes < least || bytes > most) {
            add(field + " must be between " + SizeText.print(least) + " and " + SizeText.print(most) + ", but is "
                    + SizeText.print(bytes));
        }
    }

    /**
     * Demands a span within bounds, both allowed.
     *
     * @param field the name of the record's component
     * @param least the lower bound
     * @param most the upper bound
     * @param value its value
     */
    public void between(String field, Duration least, Duration most, Duration value) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            add(field + " must be between " + text(least) + " and " + text(most) + ", but is " + text(value));
        }
    }

    /**
     * Writes a span as a file does.
     *
     * @param span the span
     * @return such as {@code 250ms} or {@code 30s}
     */
    public static String text(Duration span) {
        return DurationText.print(span);
    }

    /**
     * Adds a problem.
     *
     * @param problem a sentence that begins with the name of the record's component, and says the bound and the value found
     */
    public void add(String problem) {
        found.add(problem);
    }

    /**
     * Makes a part of a configuration that consists of several, so that what one part finds wrong does not hide what another
     * does.
     *
     * @param part makes the part, or throws {@link ConfigException}, whose problems are added
     * @param <T> what the part is
     * @return the part, or empty if it was refused
     */
    public <T> Optional<T> attempt(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (ConfigException e) {
            found.addAll(e.problems());
            return Optional.empty();
        }
    }

    /**
     * Adds a problem that was found at a place.
     *
     * @param place where it was found
     * @param problem a sentence that says what is wrong
     */
    public void add(Place place, String problem) {
        found.add(place + ": " + problem);
    }

    /**
     * Returns what was found so far.
     *
     * @return one sentence for each problem; a copy
     */
    public List<String> list() {
        return List.copyOf(found);
    }

    /**
     * Ends the gathering.
     *
     * @throws ConfigException with every problem, if there is any
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(subject, found);
        }
    }
}
