package io.litestack.db.internal.jdbc.value;

/** Values in messages: their beginning, and of blobs only the length. */
final class Shown {
    private static final int LONGEST = 100;

    private Shown() {}

    static String of(Object value) {
        if (value instanceof byte[] bytes) {
            return "a blob of " + bytes.length + " bytes";
        }
        String text = value.toString();
        String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
        return value instanceof CharSequence ? '"' + shown + '"' : shown;
    }
}
