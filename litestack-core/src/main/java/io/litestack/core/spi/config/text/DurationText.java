package io.litestack.core.spi.config.text;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}. */
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("(\\d+) ?([a-z]+)");
    private static final Map<String, ChronoUnit> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("d", ChronoUnit.DAYS);
        UNITS.put("h", ChronoUnit.HOURS);
        UNITS.put("m", ChronoUnit.MINUTES);
        UNITS.put("s", ChronoUnit.SECONDS);
        UNITS.put("ms", ChronoUnit.MILLIS);
        UNITS.put("us", ChronoUnit.MICROS);
        UNITS.put("ns", ChronoUnit.NANOS);
    }

    private DurationText() {}

    /**
     * Reads a span.
     *
     * @param text such as {@code 250ms}
     * @return the span
     * @throws IllegalArgumentException if it is none
     * @throws ArithmeticException if it is one that cannot be told as a number
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        ChronoUnit unit = form.matches() ? UNITS.get(form.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(text);
        }
        return Duration.of(NumberText.count(form.group(1)), unit);
    }

    /**
     * Writes a span in the largest unit that needs no fraction.
     *
     * @param span the span
     * @return such as {@code 250ms}
     */
    public static String print(Duration span) {
        if (span.isZero()) {
            return "0s";
        }
        for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
            Duration one = unit.getValue().getDuration();
            long count = span.dividedBy(one);
            if (one.multipliedBy(count).equals(span)) {
                return count + unit.getKey();
            }
        }
        return span.toString();
    }
}
