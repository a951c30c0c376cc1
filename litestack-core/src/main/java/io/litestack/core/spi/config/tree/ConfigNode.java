package io.litestack.core.spi.config.tree;

import io.litestack.core.spi.config.text.Excerpt;
import java.util.List;
import java.util.Map;

/** A piece of configuration, whatever it was written in. Immutable; parts may be shared. */
public sealed interface ConfigNode {
    /**
     * Returns where it was written.
     *
     * @return the place
     */
    Place place();

    /**
     * Names what it is, for a message.
     *
     * @return such as {@code "a list"}
     */
    String kind();

    /**
     * Tells whether a value in it came from a variable, so that it must not be printed.
     *
     * @return whether one did
     */
    boolean hasVariable();

    /**
     * One value.
     *
     * @param text the value, variables replaced
     * @param shown what is printed for it: the text, or what was written in place of it
     * @param hasVariable whether a variable is in it
     * @param place where it was written
     */
    record Scalar(String text, String shown, boolean hasVariable, Place place) implements ConfigNode {
        /**
         * Makes a value without variables.
         *
         * @param text the value
         * @param place where it was written
         */
        public Scalar(String text, Place place) {
            this(text, text, false, place);
        }

        @Override
        public String kind() {
            return "a value";
        }

        /**
         * Writes it as a message names it.
         *
         * @return the text in quotes, or what was written in place of it
         */
        public String quoted() {
            return hasVariable ? "the value of " + Excerpt.of(shown) : '"' + Excerpt.of(shown) + '"';
        }
    }

    /**
     * A key without a value: an empty one, or {@code null}.
     *
     * @param place where it was written
     */
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

    /**
     * A value that could not be found out, which was reported already or does not matter.
     *
     * @param shown what was written
     * @param place where it was written
     */
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

    /**
     * A list.
     *
     * @param items what is in it
     * @param place where it was written
     */
    record Sequence(List<ConfigNode> items, Place place) implements ConfigNode {
        /**
         * Copies the list.
         *
         * @param items what is in it
         * @param place where it was written
         */
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

    /**
     * Keys and what they mean, in the order in which they were written.
     *
     * @param entries the keys, each with its value
     * @param place where the group was written
     */
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
