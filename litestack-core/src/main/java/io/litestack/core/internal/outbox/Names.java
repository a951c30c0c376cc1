package io.litestack.core.internal.outbox;

import java.util.regex.Pattern;

/** What a name may look like. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private Names() {}

    /**
     * Refuses what is no role of a target.
     *
     * @throws IllegalArgumentException if so
     */
    static void checkRole(String role) {
        if (!ROLE.matcher(role).matches()) {
            throw new IllegalArgumentException(
                    "a role must be 1 to 100 of A-Z a-z 0-9 _ . and -, but is \"" + shortened(role) + '"');
        }
    }

    /**
     * Refuses what is no name.
     *
     * @throws IllegalArgumentException if so
     */
    public static void check(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " must be 1 to 128 of A-Z a-z 0-9 _ . : and -, but is \"" + shortened(name) + '"');
        }
    }

    private static String shortened(String name) {
        return name.length() > 140 ? name.substring(0, 140) + "..." : name;
    }
}
