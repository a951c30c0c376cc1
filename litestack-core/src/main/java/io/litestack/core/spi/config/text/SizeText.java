package io.litestack.core.spi.config.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512KB}, {@code 128MB}, {@code 2GB}; 1 KB is 1,024 bytes, with or without an "i". */
public final class SizeText {
    private static final Pattern FORM = Pattern.compile("(\\d+) ?([KMGT]?)(I?B)");
    private static final String UNITS = "KMGT";

    private SizeText() {}

    /**
     * Reads a size.
     *
     * @param text such as {@code 64KB}
     * @return the number of bytes
     * @throws IllegalArgumentException if it is none
     * @throws ArithmeticException if it is one that cannot be told as a number
     */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!form.matches() || (form.group(2).isEmpty() && form.group(3).length() > 1)) {
            throw new IllegalArgumentException(text);
        }
        int power = form.group(2).isEmpty() ? 0 : UNITS.indexOf(form.group(2)) + 1;
        return Math.multiplyExact(NumberText.count(form.group(1)), 1L << (10 * power));
    }

    /**
     * Writes a size in the largest unit that needs no fraction.
     *
     * @param bytes the number of bytes
     * @return such as {@code 64KB}
     */
    public static String print(long bytes) {
        int power = 0;
        long count = bytes;
        while (count != 0 && count % 1024 == 0 && power < UNITS.length()) {
            count /= 1024;
            power++;
        }
        return power == 0 ? count + "B" : count + UNITS.substring(power - 1, power) + "B";
    }
}
