package io.litestack.cable.internal.dispatch;

import io.litestack.cable.internal.log.LogMessage;
import java.util.List;

/** Gives messages to the subscribers of one cable. Both are called with the dispatcher's lock held. */
public interface Router {
    /**
     * Puts the next message of the log into the mailboxes of those who want it.
     *
     * @param afterwards gets what is to be done when the lock is released
     */
    void route(LogMessage message, List<Runnable> afterwards);

    /**
     * Makes all subscribers read the log: messages after those that they have got may have been deleted before anybody looked.
     *
     * @param afterwards gets what is to be done when the lock is released
     */
    void fallBehind(List<Runnable> afterwards);
}
