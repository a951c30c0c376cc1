package io.litestack.cable.internal.subscribe;

import io.litestack.cable.internal.log.ChannelFilter;
import io.litestack.cable.internal.name.ChannelNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who wants which channels. Names are found by one look, patterns by a walk along the segments of the name through a tree, whose
 * branches are those segments that patterns have. Not thread-safe.
 *
 * @param <S> who wants something
 */
final class ChannelIndex<S> {
    /** Gets those who want a channel. */
    interface Visitor<S> {
        void visit(S subscriber);
    }

    /** All patterns that begin alike. */
    private static final class Node<S> {
        final Map<String, Node<S>> branches = new HashMap<>(2);

        @Nullable
        Node<S> star;

        /** Those whose pattern ends here. */
        final List<S> here = new ArrayList<>(1);

        /** Those whose pattern takes all that follows. */
        final List<S> rest = new ArrayList<>(1);

        boolean isEmpty() {
            return branches.isEmpty() && star == null && here.isEmpty() && rest.isEmpty();
        }
    }

    private final Map<String, List<S>> byName = new HashMap<>();
    private final Map<String, Integer> patterns = new HashMap<>();
    private final Node<S> root = new Node<>();

    void add(ChannelFilter filter, S subscriber) {
        for (String name : filter.names()) {
            byName.computeIfAbsent(name, it -> new ArrayList<>(1)).add(subscriber);
        }
        for (String pattern : filter.patterns()) {
            patterns.merge(pattern, 1, Integer::sum);
            listOf(pattern).add(subscriber);
        }
    }

    private List<S> listOf(String pattern) {
        Node<S> node = root;
        for (String segment : ChannelNames.segments(pattern)) {
            if (segment.equals(">")) {
                return node.rest;
            } else if (segment.equals("*")) {
                node.star = node.star == null ? new Node<>() : node.star;
                node = node.star;
            } else {
                node = node.branches.computeIfAbsent(segment, it -> new Node<>());
            }
        }
        return node.here;
    }

    void remove(ChannelFilter filter, S subscriber) {
        for (String name : filter.names()) {
            byName.computeIfPresent(name, (key, list) -> {
                removeFrom(list, subscriber);
                return list.isEmpty() ? null : list;
            });
        }
        for (String pattern : filter.patterns()) {
            patterns.computeIfPresent(pattern, (key, count) -> count == 1 ? null : count - 1);
            remove(root, ChannelNames.segments(pattern), 0, subscriber);
        }
    }

    private static <S> void removeFrom(List<S> list, S subscriber) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i) == subscriber) {
                // their order means nothing, so no other need be moved but one
                list.set(i, list.get(list.size() - 1));
                list.remove(list.size() - 1);
                return;
            }
        }
    }

    private static <S> void remove(Node<S> node, String[] segments, int depth, S subscriber) {
        String segment = depth < segments.length ? segments[depth] : "";
        if (depth == segments.length) {
            removeFrom(node.here, subscriber);
        } else if (segment.equals(">")) {
            removeFrom(node.rest, subscriber);
        } else if (segment.equals("*")) {
            Node<S> star = node.star;
            if (star != null) {
                remove(star, segments, depth + 1, subscriber);
                node.star = star.isEmpty() ? null : star;
            }
        } else {
            node.branches.computeIfPresent(segment, (key, branch) -> {
                remove(branch, segments, depth + 1, subscriber);
                return branch.isEmpty() ? null : branch;
            });
        }
    }

    /** Calls a visitor for each who wants a channel by its name, which is that of the store. */
    void forEachByName(String stored, Visitor<S> visitor) {
        List<S> named = byName.get(stored);
        if (named != null) {
            for (int i = 0; i < named.size(); i++) {
                visitor.visit(named.get(i));
            }
        }
    }

    /** Calls a visitor for each who wants a channel by a pattern, as users call it; once for each pattern. */
    void forEachByPattern(String channel, Visitor<S> visitor) {
        if (!patterns.isEmpty()) {
            walk(root, channel, 0, visitor);
        }
    }

    private static <S> void walk(Node<S> node, String channel, int from, Visitor<S> visitor) {
        node.rest.forEach(visitor::visit);
        int dot = channel.indexOf('.', from);
        String segment = dot < 0 ? channel.substring(from) : channel.substring(from, dot);
        Node<S> branch = node.branches.get(segment);
        if (branch != null) {
            enter(branch, channel, dot, visitor);
        }
        Node<S> star = node.star;
        if (star != null) {
            enter(star, channel, dot, visitor);
        }
    }

    private static <S> void enter(Node<S> node, String channel, int dot, Visitor<S> visitor) {
        if (dot < 0) {
            node.here.forEach(visitor::visit);
        } else {
            walk(node, channel, dot + 1, visitor);
        }
    }

    /** How many want each name, as users call it, and each pattern; without hidden ones. */
    Map<String, Integer> counts(int prefixLength, int most) {
        Map<String, Integer> counts = new HashMap<>();
        byName.forEach((name, list) -> {
            if (!ChannelNames.isHidden(name)) {
                count(counts, name.substring(prefixLength), list.size(), most);
            }
        });
        patterns.forEach((pattern, count) -> count(counts, pattern, count, most));
        return counts;
    }

    private static void count(Map<String, Integer> counts, String name, int count, int most) {
        counts.merge(counts.size() < most || counts.containsKey(name) ? name : "others", count, Integer::sum);
    }
}
