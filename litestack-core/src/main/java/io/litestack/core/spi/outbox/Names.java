package io.litestack.core.spi.outbox;

import java.util.regex.Pattern;

/** What a name may look like. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private Names() {}

    /**
     * Refuses what is no name.
     *
     * @throws IllegalArgumentException if so
     */
    static void check(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            String shown = name.length() > 140 ? name.substring(0, 140) + "..." : name;
            throw new IllegalArgumentException(
                    what + " must be 1 to 128 of A-Z a-z 0-9 _ . : and -, but is \"" + shown + '"');
        }
    }
}
