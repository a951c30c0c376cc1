package io.litestack.cable.internal.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Channels;
import io.litestack.cable.internal.log.ChannelFilter;
import io.litestack.core.testkit.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelIndexTest {
    private static final List<String> SEGMENTS = List.of("a", "b", "c");

    @RegisterExtension
    final Seed seed = new Seed();

    @Test
    void it_finds_whom_a_look_at_everybody_would_find() {
        Random random = seed.random();
        ChannelIndex<Integer> index = new ChannelIndex<>();
        Map<Integer, ChannelFilter> open = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            if (!open.isEmpty() && random.nextInt(5) < 2) {
                Integer gone = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
                index.remove(open.remove(gone), gone);
            } else {
                // not from the cache of small numbers, which would be the same objects
                Integer added = 1_000 + i;
                open.put(added, filter(random));
                index.add(open.get(added), added);
            }
            String channel = name(random);
            assertThat(found(index, channel)).as(channel).isEqualTo(wanted(open, channel));
        }
        open.forEach((subscriber, filter) -> index.remove(filter, subscriber));
        assertThat(index.counts(0, 100)).isEmpty();
    }

    private static Set<Integer> found(ChannelIndex<Integer> index, String channel) {
        Set<Integer> found = new HashSet<>();
        index.forEachByName(channel, found::add);
        index.forEachByPattern(channel, found::add);
        return found;
    }

    private static Set<Integer> wanted(Map<Integer, ChannelFilter> open, String channel) {
        Set<Integer> wanted = new HashSet<>();
        open.forEach((subscriber, filter) -> {
            if (filter.matches(channel)) {
                wanted.add(subscriber);
            }
        });
        return wanted;
    }

    private static ChannelFilter filter(Random random) {
        Channels channels = random.nextBoolean() ? Channels.of(name(random)) : Channels.matching(pattern(random));
        for (int i = random.nextInt(3); i > 0; i--) {
            channels =
                    channels.and(random.nextBoolean() ? Channels.of(name(random)) : Channels.matching(pattern(random)));
        }
        return ChannelFilter.of("", channels);
    }

    private static String name(Random random) {
        List<String> segments = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            segments.add(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
        }
        return String.join(".", segments);
    }

    private static String pattern(Random random) {
        String name = name(random);
        for (String segment : SEGMENTS) {
            if (random.nextInt(3) == 0) {
                name = name.replace(segment, "*");
            }
        }
        return random.nextInt(3) == 0 ? name + ".>" : name;
    }
}
