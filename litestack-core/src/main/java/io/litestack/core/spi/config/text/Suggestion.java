package io.litestack.core.spi.config.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Guesses what somebody meant to write: the known name that needs the fewest slips of a finger (a letter missing, too many,
 * wrong, or two swapped: the optimal string alignment distance), if they are few for its length. Case, dashes and underscores do
 * not count.
 */
public final class Suggestion {
    private Suggestion() {}

    /**
     * Finds the name behind the word nearest to the given one.
     *
     * @param given what was written
     * @param words words, and the name that each stands for
     * @return the name; empty if no word is near
     */
    public static Optional<String> forWord(String given, Map<String, String> words) {
        return forName(given, words.keySet()).map(words::get);
    }

    /**
     * Finds the name that one slip turned into the given one.
     *
     * @param given what was written
     * @param known the names that are right
     * @return the name; empty if there is none
     */
    public static Optional<String> forSlip(String given, Collection<String> known) {
        String wanted = normalized(given);
        return known.stream()
                .filter(it -> distance(wanted, normalized(it)) <= 1)
                .findFirst();
    }

    /**
     * Finds the name nearest to the given one.
     *
     * @param given what was written
     * @param known the names that are right
     * @return the name; empty if none is near
     */
    public static Optional<String> forName(String given, Collection<String> known) {
        String wanted = normalized(given);
        String best = "";
        int fewest = Integer.MAX_VALUE;
        for (String name : known) {
            int slips = distance(wanted, normalized(name));
            if (slips < fewest) {
                fewest = slips;
                best = name;
            }
        }
        return fewest <= allowed(best) ? Optional.of(best) : Optional.empty();
    }

    private static int allowed(String name) {
        return name.length() <= 2 ? 1 : Math.max(1, Math.min(3, name.length() / 3));
    }

    private static String normalized(String name) {
        String cut = name.length() > 100 ? name.substring(0, 100) : name;
        return cut.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    private static int distance(String from, String to) {
        int[][] costs = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                costs[i][j] = i == 0 || j == 0 ? i + j : cost(costs, from, to, i, j);
            }
        }
        return costs[from.length()][to.length()];
    }

    private static int cost(int[][] costs, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = Math.min(costs[i - 1][j] + 1, costs[i][j - 1] + 1);
        least = Math.min(least, costs[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, costs[i - 2][j - 2] + 1) : least;
    }
}
