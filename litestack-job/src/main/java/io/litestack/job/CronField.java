package io.litestack.job;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One field of a cron line. Immutable.
 *
 * @param name what it is, for messages
 * @param least its lowest number
 * @param most its highest number
 * @param names of its numbers, from the lowest on; none if there are none
 */
record CronField(String name, int least, int most, List<String> names) {
    /** Reads which of its numbers a text names. */
    BitSet parse(String text) {
        BitSet numbers = new BitSet(most + 1);
        for (String part : text.split(",", -1)) {
            add(part, text, numbers);
        }
        return numbers;
    }

    private void add(String part, String text, BitSet numbers) {
        int slash = part.indexOf('/');
        String range = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : step(part.substring(slash + 1), text);
        int dash = range.indexOf('-');
        int first;
        int last;
        if (range.equals("*")) {
            first = least;
            last = most == 7 ? 6 : most;
        } else if (dash > 0) {
            first = number(range.substring(0, dash), text);
            last = number(range.substring(dash + 1), text);
        } else {
            first = number(range, text);
            last = slash < 0 ? first : most;
        }
        if (first > last) {
            throw refusal(text, "the range " + range + " runs backwards");
        }
        for (int number = first; number <= last; number += step) {
            numbers.set(number);
        }
    }

    private int step(String text, String all) {
        int step = digits(text, all);
        if (step < 1 || step > most) {
            throw refusal(all, "a step must be between 1 and " + most);
        }
        return step;
    }

    private int number(String text, String all) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        int number = named >= 0 ? named + least : digits(text, all);
        if (number < least || number > most) {
            throw refusal(all, "a number must be between " + least + " and " + most);
        }
        return number;
    }

    private int digits(String text, String all) {
        if (!text.matches("[0-9]{1,4}")) {
            throw refusal(
                    all,
                    names.isEmpty()
                            ? "only numbers, *, - , and / are known"
                            : "only numbers, " + names.get(0) + " to " + names.get(names.size() - 1)
                                    + ", *, - , and / are known");
        }
        return Integer.parseInt(text);
    }

    private IllegalArgumentException refusal(String text, String why) {
        return new IllegalArgumentException(
                "has the " + name + " \"" + JobType.shortened(text) + "\", which cannot be: " + why);
    }
}
