package io.litestack.cable;

import io.litestack.cable.internal.name.ChannelNames;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which channels a subscription gets: some by their names, some by patterns. Immutable.
 *
 * <p>In a pattern {@code *} stands for one segment between dots, and a trailing {@code >} for the rest, one segment or more:
 * {@code todo.*} matches {@code todo.42} and not {@code todo.42.items}; {@code todo.>} matches both; {@code >} matches
 * everything. A name is only a name: {@code of("todo.*")} is one channel that is called so.
 *
 * @param names the channels, each 1 to 255 bytes of UTF-8 without control characters
 * @param patterns the patterns, in the same bounds
 */
public record Channels(Set<String> names, Set<String> patterns) {
    /** How many names and patterns one subscription may have: 10,000. */
    public static final int MOST = 10_000;

    /**
     * Checks everything.
     *
     * @param names see above
     * @param patterns see above
     * @throws IllegalArgumentException if there is none, or more than {@link #MOST}, or if one is out of its bounds
     */
    public Channels {
        names = Set.copyOf(names);
        patterns = Set.copyOf(patterns);
        int count = names.size() + patterns.size();
        if (count == 0 || count > MOST) {
            throw new IllegalArgumentException(
                    "a subscription has 1 to " + MOST + " channels and patterns, but these are " + count);
        }
        names.forEach(ChannelNames::check);
        patterns.forEach(ChannelNames::checkPattern);
    }

    /**
     * Names channels.
     *
     * @param names their names
     * @return these channels
     * @throws IllegalArgumentException as for the constructor
     */
    public static Channels of(String... names) {
        return new Channels(new LinkedHashSet<>(List.of(names)), Set.of());
    }

    /**
     * Names channels.
     *
     * @param names their names
     * @return these channels
     * @throws IllegalArgumentException as for the constructor
     */
    public static Channels of(Collection<String> names) {
        return new Channels(new LinkedHashSet<>(names), Set.of());
    }

    /**
     * Takes all channels that match a pattern.
     *
     * @param patterns such as {@code todo.*} or {@code todo.>}
     * @return these channels
     * @throws IllegalArgumentException as for the constructor
     */
    public static Channels matching(String... patterns) {
        return new Channels(Set.of(), new LinkedHashSet<>(List.of(patterns)));
    }

    /**
     * Takes all channels.
     *
     * @return every channel that there is or will be
     */
    public static Channels all() {
        return matching(">");
    }

    /**
     * Returns these channels and others.
     *
     * @param others what to add
     * @return both
     * @throws IllegalArgumentException if they are more than {@link #MOST}
     */
    public Channels and(Channels others) {
        Set<String> moreNames = new LinkedHashSet<>(names);
        moreNames.addAll(others.names);
        Set<String> morePatterns = new LinkedHashSet<>(patterns);
        morePatterns.addAll(others.patterns);
        return new Channels(moreNames, morePatterns);
    }

    /**
     * Tells whether a channel is among these.
     *
     * @param channel its name
     * @return whether it is one of the names or matches a pattern
     */
    public boolean contains(String channel) {
        if (names.contains(channel)) {
            return true;
        }
        for (String pattern : patterns) {
            if (ChannelNames.matches(pattern, channel)) {
                return true;
            }
        }
        return false;
    }
}
