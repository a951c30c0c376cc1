package io.litestack.cable.internal.name;

import java.util.Optional;

/** What names of channels and patterns may be, and which patterns match which names. */
public final class ChannelNames {
    /** The longest name, in bytes of UTF-8, a prefix included. */
    public static final int LONGEST = 255;

    private static final int LONGEST_PREFIX = 100;

    private ChannelNames() {}

    /**
     * Refuses what is no name.
     *
     * @return the name
     * @throws IllegalArgumentException if it is out of its bounds
     */
    public static String check(String name) {
        return check("channel", name);
    }

    /**
     * Refuses what is no name of something else, to which the same rules apply.
     *
     * @param what what is called so, such as {@code consumer}
     * @return the name
     * @throws IllegalArgumentException if it is out of its bounds
     */
    public static String check(String what, String name) {
        Optional<String> problem = problem(name, LONGEST);
        if (problem.isPresent() || name.isEmpty()) {
            throw new IllegalArgumentException(
                    "the name of a " + what + ' ' + problem.orElse("must not be empty") + ": \"" + shown(name) + '"');
        }
        return name;
    }

    /**
     * Refuses what is no pattern.
     *
     * @throws IllegalArgumentException if it is out of its bounds
     */
    public static void checkPattern(String pattern) {
        check(pattern);
        String[] segments = segments(pattern);
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            boolean isStar = segment.equals("*");
            boolean isRest = segment.equals(">") && i == segments.length - 1;
            if (!isStar && !isRest && (segment.indexOf('*') >= 0 || segment.equals(">"))) {
                throw new IllegalArgumentException(
                        "in a pattern * stands for a whole segment between dots, and > for the"
                                + " rest at the end: \"" + shown(pattern)
                                + "\"; a channel that is called so is named, and needs no"
                                + " pattern");
            }
        }
    }

    /** What is wrong with a prefix, if anything is. */
    public static Optional<String> problemOfPrefix(String prefix) {
        return problem(prefix, LONGEST_PREFIX).map(it -> it + ": \"" + shown(prefix) + '"');
    }

    private static Optional<String> problem(String text, int longest) {
        int bytes = utf8Length(text);
        if (bytes < 0) {
            return Optional.of("must not hold half of a surrogate pair");
        } else if (bytes > longest) {
            return Optional.of("must be at most " + longest + " bytes of UTF-8, but is " + bytes);
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return Optional.of("must not hold control characters, but has U+00"
                        + Integer.toHexString(0x100 + text.charAt(i)).substring(1) + " at index " + i);
            }
        }
        return Optional.empty();
    }

    /** How many bytes a text takes, or -1 if UTF-8 cannot express it. */
    private static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (!Character.isSurrogate(c)) {
                bytes += c < 0x800 ? 1 : 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 2;
                i++;
            } else {
                return -1;
            }
        }
        return bytes;
    }

    private static String shown(String text) {
        String start = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    /** The parts between the dots, of which there is always one. */
    public static String[] segments(String name) {
        return name.split("\\.", -1);
    }

    /** Whether a pattern, which has been checked, matches a name. */
    public static boolean matches(String pattern, String name) {
        int at = 0;
        int from = 0;
        while (true) {
            if (pattern.length() - from == 1 && pattern.charAt(from) == '>') {
                return true;
            }
            int patternEnd = endOf(pattern, from);
            int nameEnd = endOf(name, at);
            boolean isStar = patternEnd - from == 1 && pattern.charAt(from) == '*';
            int length = nameEnd - at;
            if (!isStar && (patternEnd - from != length || !pattern.regionMatches(from, name, at, length))) {
                return false;
            }
            boolean isPatternOver = patternEnd == pattern.length();
            boolean isNameOver = nameEnd == name.length();
            if (isPatternOver || isNameOver) {
                return isPatternOver && isNameOver;
            }
            from = patternEnd + 1;
            at = nameEnd + 1;
        }
    }

    private static int endOf(String text, int from) {
        int dot = text.indexOf('.', from);
        return dot < 0 ? text.length() : dot;
    }

    /** Whether a channel is the cable's own: users cannot name one that begins so. */
    public static boolean isHidden(String name) {
        return !name.isEmpty() && name.charAt(0) == '\u0001';
    }

    /**
     * A number by which the rows of a channel are found; several channels may share one. What Java says of the hash of a text is
     * the same in every process, for ever.
     */
    public static int hash(String name) {
        return name.hashCode();
    }
}
