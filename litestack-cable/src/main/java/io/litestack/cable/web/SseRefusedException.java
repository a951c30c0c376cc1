package io.litestack.cable.web;

/** A stream is not opened. What is shown to the client is the status alone. */
public final class SseRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    SseRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * Returns what to answer.
     *
     * @return 403 for a token or an origin that is not accepted, after which a browser does not try again; 503 if there are too
     *     many clients
     */
    public int status() {
        return status;
    }
}
