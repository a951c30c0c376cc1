package io.litestack.cable.web;

import java.util.Optional;
import java.util.Set;

/** Whether a page of some origin may use a stream: that of the server itself may, and those that are named. */
public final class Origins {
    private Origins() {}

    /**
     * Tells whether a request is allowed. A browser sends no origin with an EventSource of the same one, and other programs send
     * none at all.
     *
     * @param origin the header {@code Origin}
     * @param host the header {@code Host}
     * @param others origins that are allowed as well
     * @return whether there is no origin, or it is that of the host, or one of the others
     */
    public static boolean isAllowed(Optional<String> origin, Optional<String> host, Set<String> others) {
        if (origin.isEmpty()) {
            return true;
        }
        String given = origin.get();
        return others.contains(given)
                || host.filter(it -> given.equals("https://" + it) || given.equals("http://" + it))
                        .isPresent();
    }
}
