package io.litestack.examples.importer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to import.
 *
 * @param store the store's file
 * @param threads how many threads store
 * @param batchRows how many rows are stored together
 * @param delimiter what separates the fields, or empty to find out
 * @param skipBroken whether to leave out broken rows instead of stopping at the first
 * @param startOver whether to forget what was stored before
 * @param acknowledge whether to print each batch once it is on the disk
 * @param top the column to count the values of, or empty to choose one
 */
record ImportOptions(
        Path store,
        int threads,
        int batchRows,
        Optional<Character> delimiter,
        boolean skipBroken,
        boolean startOver,
        boolean acknowledge,
        Optional<String> top) {}
