package io.litestack.examples.importer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Cuts rows into batches and hands them out, in order, to as many threads as ask.
 *
 * <p>A batch ends after a number of rows, or after {@link #MOST_CHARACTERS}, whichever comes first; so the cut depends on
 * the file alone, and no batch outgrows the memory. There is no queue: each thread cuts the batch that it will store, so
 * no more of them exist than there are threads.
 */
final class BatchReader {
    private static final int MOST_CHARACTERS = 4 << 20;

    private final RowReader rows;
    private final int batchRows;
    private final BitSet stored;
    private int number;
    private long rowsRead;
    private boolean stopped;

    /**
     * Begins at the first row.
     *
     * @param rows where they come from
     * @param batchRows how many of them are a batch
     * @param stored the numbers of the batches to pass over
     */
    BatchReader(RowReader rows, int batchRows, BitSet stored) {
        this.rows = rows;
        this.batchRows = batchRows;
        this.stored = stored;
    }

    /** The next batch that is not yet stored, or empty at the end or after {@link #stop}. */
    synchronized Optional<Batch> next() {
        while (!stopped) {
            List<SourceRow> taken = take();
            if (taken.isEmpty()) {
                break;
            }
            number++;
            rowsRead += taken.size();
            if (!stored.get(number)) {
                return Optional.of(new Batch(number, rowsRead - taken.size() + 1, taken));
            }
        }
        return Optional.empty();
    }

    /** Hands out nothing more. */
    synchronized void stop() {
        stopped = true;
    }

    /** How many rows were cut so far. */
    synchronized long rowsRead() {
        return rowsRead;
    }

    private List<SourceRow> take() {
        List<SourceRow> taken = new ArrayList<>();
        for (long characters = 0; taken.size() < batchRows && characters < MOST_CHARACTERS; ) {
            Optional<SourceRow> row = rows.next();
            if (row.isEmpty()) {
                break;
            }
            taken.add(row.get());
            characters += row.get().text().length();
        }
        return taken;
    }
}
