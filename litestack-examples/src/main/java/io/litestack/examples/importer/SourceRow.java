package io.litestack.examples.importer;

import java.util.Optional;

/**
 * One row as it stands in the file, not yet parsed.
 *
 * @param line the line it begins on
 * @param text its text, with the characters that end it
 * @param problem why it cannot be read rightly, if that is known already
 */
record SourceRow(long line, String text, Optional<String> problem) {}
