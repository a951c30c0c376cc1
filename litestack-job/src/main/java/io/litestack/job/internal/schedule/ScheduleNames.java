package io.litestack.job.internal.schedule;

import java.util.regex.Pattern;

/** What names of schedules may be. */
public final class ScheduleNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private static final int LONGEST_SHOWN = 200;

    private ScheduleNames() {}

    /**
     * Refuses what is no name.
     *
     * @return the name
     * @throws IllegalArgumentException if it is out of its bounds
     */
    public static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            String shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + '…' : name;
            throw new IllegalArgumentException(
                    "the name of a schedule must be 1 to 128 letters, digits and _ . : -, but is \"" + shown + '"');
        }
        return name;
    }
}
