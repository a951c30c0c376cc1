package io.litestack.core.spi.config.text;

/** Foreign text made fit for a message: one line, not too long, nothing that moves a cursor. */
public final class Excerpt {
    private static final int LONGEST = 80;

    private Excerpt() {}

    /**
     * Makes text fit for a message.
     *
     * @param text any text
     * @return its first 80 characters, others than printable ones escaped
     */
    public static String of(String text) {
        StringBuilder excerpt = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(it -> append(excerpt, it));
        return text.codePointCount(0, text.length()) > LONGEST
                ? excerpt.append('…').toString()
                : excerpt.toString();
    }

    private static void append(StringBuilder excerpt, int codePoint) {
        if (isPrintable(codePoint)) {
            excerpt.appendCodePoint(codePoint);
        } else {
            excerpt.append(String.format("\\u%04x", codePoint));
        }
    }

    private static boolean isPrintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
