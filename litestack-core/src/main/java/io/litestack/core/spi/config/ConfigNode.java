package io.litestack.core.spi.config;

import java.util.List;
import java.util.Map;

/** A piece of configuration, whatever it was written in. Immutable; parts may be shared. */
sealed interface ConfigNode {
    /** Where it was written. */
    Place place();

    /** What it is, for a message: "a list". */
    String kind();

    /** Whether a value in it came from a variable, so that it must not be printed. */
    boolean hasVariable();

    /**
     * One value.
     *
     * @param text the value, variables replaced
     * @param shown what is printed for it: the text, or what was written in place of it
     * @param hasVariable whether a variable is in it
     */
    record Scalar(String text, String shown, boolean hasVariable, Place place) implements ConfigNode {
        Scalar(String text, Place place) {
            this(text, text, false, place);
        }

        @Override
        public String kind() {
            return "a value";
        }

        /** As a message names it. */
        String quoted() {
            return hasVariable ? "the value of " + Excerpt.of(shown) : '"' + Excerpt.of(shown) + '"';
        }
    }

    /** A key without a value: an empty one, or {@code null}. */
    record Nothing(Place place) implements ConfigNode {
        @Override
        public String kind() {
            return "nothing";
        }

        @Override
        public boolean hasVariable() {
            return false;
        }
    }

    /** A value that could not be found out, which was reported already or does not matter. */
    record Unknown(String shown, Place place) implements ConfigNode {
        @Override
        public String kind() {
            return "unknown";
        }

        @Override
        public boolean hasVariable() {
            return true;
        }
    }

    /** A list. */
    record Sequence(List<ConfigNode> items, Place place) implements ConfigNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }

        @Override
        public boolean hasVariable() {
            return items.stream().anyMatch(ConfigNode::hasVariable);
        }
    }

    /** Keys and what they mean, in the order in which they were written. */
    record Mapping(Map<String, ConfigNode> entries, Place place) implements ConfigNode {
        @Override
        public String kind() {
            return "a group of keys";
        }

        @Override
        public boolean hasVariable() {
            return entries.values().stream().anyMatch(ConfigNode::hasVariable);
        }
    }
}
