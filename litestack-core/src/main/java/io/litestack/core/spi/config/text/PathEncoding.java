package io.litestack.core.spi.config.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the names of files may be made of in this process. The JVM takes that from the locale it is started in, and in that
 * called {@code C}, as in many containers and under service managers, it is ASCII: other names cannot be said, and those that
 * it is given, the working folder's among them, are garbled. {@code -Dsun.jnu.encoding} has no effect on that (tried on Java 17
 * and 25).
 */
public final class PathEncoding {
    private static final char GARBLED = '\uFFFD';

    private PathEncoding() {}

    /**
     * Says why a path cannot be used in this process, if it is for its letters.
     *
     * @param path as it was given, or as it came from the system
     * @return the reason and the remedy, or empty if the locale is not to blame
     */
    public static Optional<String> problem(String path) {
        boolean isGarbled = path.indexOf(GARBLED) >= 0 || path.indexOf('?') >= 0;
        return !isUnicode() && (isGarbled || !charset().newEncoder().canEncode(path))
                ? Optional.of(explanation())
                : Optional.empty();
    }

    /**
     * What to add to a message about what a path may be.
     *
     * @return a clause that begins with a semicolon, or an empty text in a locale in which every path can be said
     */
    public static String note() {
        return isUnicode() ? "" : "; " + explanation();
    }

    private static boolean isUnicode() {
        return charset().newEncoder().canEncode("\u00E4\u4E2D");
    }

    private static Charset charset() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    private static String explanation() {
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .filter(it -> System.getenv(it) != null && !System.getenv(it).isEmpty())
                .map(it -> it + "=" + System.getenv(it))
                .findFirst()
                .orElse("none of LC_ALL, LC_CTYPE and LANG is set");
        return "the locale of this process (" + locale + ") has no other letters in names of files than "
                + System.getProperty("sun.jnu.encoding")
                + " has: start it with LC_ALL=C.UTF-8 in its environment (-Dsun.jnu.encoding has no effect)";
    }
}
