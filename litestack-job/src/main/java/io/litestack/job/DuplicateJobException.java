package io.litestack.job;

import io.litestack.core.LitestackException;

/** There is a job of the same {@link Unique} key, and the new one was to be rejected then; it was not stored. */
public class DuplicateJobException extends LitestackException {
    private static final long serialVersionUID = 1L;

    private final long id;

    /**
     * Creates the exception.
     *
     * @param message which job there is
     * @param id its id
     */
    public DuplicateJobException(String message, long id) {
        super(message, null);
        this.id = id;
    }

    /**
     * Returns the job that there is.
     *
     * @return its id; 0 if it is one of those that were to be enqueued together
     */
    public long id() {
        return id;
    }
}
