package io.litestack.examples.todo;

/** A request that is not done, and what the visitor is told. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    RefusedException(int status, String title, String text) {
        super(text, null, false, false);
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
