package io.litestack.examples.todo;

import java.io.Writer;

/** A page in the making. Each is written by one thread, so it needs no locks, which {@link java.io.StringWriter} takes. */
final class HtmlText extends Writer {
    private static final int USUAL_LENGTH = 16 << 10;

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH);

    /** The text with what means something in HTML escaped, also in the value of an attribute. */
    static String escaped(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (!escaped(raw.charAt(i)).isEmpty()) {
                return escapedFrom(i, raw);
            }
        }
        return raw;
    }

    private static String escapedFrom(int start, String raw) {
        StringBuilder text = new StringBuilder(raw.length() + 16).append(raw, 0, start);
        for (int i = start; i < raw.length(); i++) {
            char c = raw.charAt(i);
            String replacement = escaped(c);
            if (replacement.isEmpty()) {
                text.append(c);
            } else {
                text.append(replacement);
            }
        }
        return text.toString();
    }

    /** What stands for a character; empty if it may stand for itself. */
    private static String escaped(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> "";
        };
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
        text.append(buffer, offset, length);
    }

    @Override
    public void write(String part, int offset, int length) {
        text.append(part, offset, offset + length);
    }

    @Override
    public Writer append(CharSequence part) {
        text.append(part);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    @Override
    public void flush() {
        // it is all here
    }

    @Override
    public void close() {
        // nothing is held
    }
}
