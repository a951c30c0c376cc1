package io.litestack.cable.web;

import java.util.Optional;
import java.util.Set;

/** Whether a page of some origin may use a stream: that of the server itself may, and those that are named. */
final class Origins {
    private Origins() {}

    /** A browser sends no origin with an EventSource of the same one, and other programs send none at all. */
    static boolean isAllowed(Optional<String> origin, Optional<String> host, Set<String> others) {
        if (origin.isEmpty()) {
            return true;
        }
        String given = origin.get();
        return others.contains(given)
                || host.filter(it -> given.equals("https://" + it) || given.equals("http://" + it))
                        .isPresent();
    }
}
