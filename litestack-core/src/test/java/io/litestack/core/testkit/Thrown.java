package io.litestack.core.testkit;

import java.util.function.Supplier;

/** What a callback may throw, each kind made anew, so that nobody confuses one with another. */
public enum Thrown {
    UNCHECKED(() -> new IllegalStateException("thrown by a test")),
    SNEAKY(() -> new Exception("thrown by a test")),
    INTERRUPTED(() -> new InterruptedException("thrown by a test")),
    ERROR(() -> new AssertionError("thrown by a test")),
    NO_MEMORY(() -> new OutOfMemoryError("thrown by a test")),
    NO_STACK(StackOverflowError::new),
    STOPPED(ThreadDeath::new),
    /** One that cannot even say what it is. */
    MUTE(() -> new IllegalStateException() {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("thrown by a message");
        }
    });

    private final Supplier<Throwable> maker;

    Thrown(Supplier<Throwable> maker) {
        this.maker = maker;
    }

    /** A new one. */
    public Throwable make() {
        return maker.get();
    }

    /** Throws a new one; what is returned is only for the compiler. */
    public RuntimeException up() {
        return up(make());
    }

    /** Throws this one. */
    public static RuntimeException up(Throwable cause) {
        throw Thrown.<RuntimeException>sneaky(cause);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneaky(Throwable cause) throws X {
        throw (X) cause;
    }
}
