package io.litestack.examples.importer;

import java.util.Optional;

/**
 * One line of the file.
 *
 * @param number its number, from 1
 * @param text what it says, with the characters that end it
 * @param problem why it cannot be read rightly, if so
 */
record Line(long number, String text, Optional<String> problem) {
    /** Whether it holds nothing at all. */
    boolean isEmpty() {
        return text.chars().allMatch(c -> c == '\n' || c == '\r');
    }

    /** Whether it holds nothing but white space. */
    boolean isBlank() {
        return text.isBlank();
    }
}
