package io.litestack.core.internal.context;

/** Finds the place in the application's code where a stack has come from. */
public final class ApplicationFrame {
    private static final String OWN_PACKAGE = "io.litestack.core.";

    private ApplicationFrame() {}

    /** The innermost frame that is neither ours nor the JDK's nor the driver's, or else the innermost of ours. */
    public static StackTraceElement of(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (isApplication(frame.getClassName())) {
                return frame;
            }
        }
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().startsWith(OWN_PACKAGE)) {
                return frame;
            }
        }
        return new StackTraceElement("?", "?", null, -1);
    }

    private static boolean isApplication(String name) {
        return !name.startsWith(OWN_PACKAGE)
                && !(name.startsWith("io.litestack.") && name.contains(".internal."))
                && !name.startsWith("java.")
                && !name.startsWith("jdk.")
                && !name.startsWith("org.sqlite.");
    }
}
