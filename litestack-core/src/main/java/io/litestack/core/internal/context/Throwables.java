package io.litestack.core.internal.context;

/** What can be said of an exception whatever it is. */
public final class Throwables {
    private Throwables() {}

    /** An exception's own text, or its class if even that throws. */
    public static String textOf(Throwable e) {
        try {
            return e.toString();
        } catch (Throwable ofItsMessage) {
            return e.getClass().getName();
        }
    }
}
