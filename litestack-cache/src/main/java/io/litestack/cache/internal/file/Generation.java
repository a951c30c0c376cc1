package io.litestack.cache.internal.file;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the files that a cache has had: {@code cache.db}, {@code cache-2.db} …
 *
 * @param number 1, 2, 3 …
 * @param path the file
 */
public record Generation(int number, Path path) {
    static Generation of(Path base, int number) {
        return number == 1 ? new Generation(1, base) : new Generation(number, base.resolveSibling(name(base, number)));
    }

    private static String name(Path base, int number) {
        String name = base.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot);
    }

    /** The pattern of the names of all but the first, with the number as its group. */
    static Pattern pattern(Path base) {
        String name = base.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot <= 0 ? name : name.substring(0, dot);
        String end = dot <= 0 ? "" : name.substring(dot);
        return Pattern.compile(Pattern.quote(stem) + "-([2-9]|[1-9][0-9]{1,5})" + Pattern.quote(end));
    }

    /** The number of a file by its name, or 0 if it is none of these. */
    static int numberOf(Pattern pattern, String name) {
        Matcher match = pattern.matcher(name);
        return match.matches() ? Integer.parseInt(match.group(1)) : 0;
    }

    Generation next(Path base) {
        return of(base, number + 1);
    }
}
