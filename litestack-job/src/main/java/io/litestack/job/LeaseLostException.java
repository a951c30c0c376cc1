package io.litestack.job;

import io.litestack.core.LitestackException;

/**
 * The attempt does not hold its job any more: its process was taken for dead or hung, and the job was given to another
 * worker, or somebody deleted or discarded it. What the attempt wanted to store was rolled back.
 */
public class LeaseLostException extends LitestackException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which job, and what that means
     */
    public LeaseLostException(String message) {
        super(message, null);
    }
}
