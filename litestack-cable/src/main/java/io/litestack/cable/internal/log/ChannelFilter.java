package io.litestack.cable.internal.log;

import io.litestack.cable.Channels;
import io.litestack.cable.internal.name.ChannelNames;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some channels as they are called in the store: with the prefix that users do not see. Or a hidden channel, which is the
 * cable's own. Immutable.
 */
public final class ChannelFilter {
    private final String prefix;
    private final Channels channels;
    private final Set<String> names;

    private ChannelFilter(String prefix, Channels channels, Set<String> names) {
        this.prefix = prefix;
        this.channels = channels;
        this.names = names;
    }

    /**
     * Takes the channels of a user, with a prefix.
     *
     * @throws IllegalArgumentException if a name is too long with it
     */
    public static ChannelFilter of(String prefix, Channels channels) {
        Set<String> names = prefix.isEmpty()
                ? channels.names()
                : channels.names().stream()
                        .map(it -> ChannelNames.check(prefix + it))
                        .collect(Collectors.toUnmodifiableSet());
        return new ChannelFilter(prefix, channels, names);
    }

    /**
     * Takes a hidden channel.
     *
     * @param channels what users see instead
     */
    public static ChannelFilter hidden(String stored, Channels channels) {
        return new ChannelFilter("", channels, Set.of(stored));
    }

    /** As users see them. */
    public Channels channels() {
        return channels;
    }

    /** Those that are named, as in the store. */
    public Set<String> names() {
        return names;
    }

    public Set<String> patterns() {
        return channels.patterns();
    }

    public boolean hasPatterns() {
        return !channels.patterns().isEmpty();
    }

    /** Whether every message that is not hidden is one of these. */
    boolean isAll() {
        return prefix.isEmpty() && channels.patterns().contains(">");
    }

    /** Whether a channel of the store is one of these. */
    public boolean matches(String stored) {
        if (names.contains(stored)) {
            return true;
        }
        return hasPatterns()
                && !ChannelNames.isHidden(stored)
                && stored.startsWith(prefix)
                && channels.contains(stored.substring(prefix.length()));
    }

    /** How users call a channel of the store that matches. */
    public String shown(String stored) {
        return stored.substring(prefix.length());
    }
}
