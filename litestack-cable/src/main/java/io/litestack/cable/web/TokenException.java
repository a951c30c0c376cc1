package io.litestack.cable.web;

/** A token that is not accepted. Whoever sent it gets a refusal without the reason, which is for the log. */
public final class TokenException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** It is no token. */
        MALFORMED,
        /** It was not signed with one of the secrets, or was altered. */
        FORGED,
        /** Its time is over. */
        EXPIRED,
        /** It was made for somebody else. */
        FOREIGN
    }

    private final Reason reason;

    TokenException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Returns why.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
