package io.litestack.job;

import io.litestack.core.LitestackException;

/**
 * The effects of this job are stored already: an earlier attempt committed them in another file than the queue's, and died
 * before the job was finished. The handler is to let this exception pass; the job is done, whatever the handler does.
 */
public class EffectsStoredException extends LitestackException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which job, and where its effects are
     */
    public EffectsStoredException(String message) {
        super(message, null);
    }
}
