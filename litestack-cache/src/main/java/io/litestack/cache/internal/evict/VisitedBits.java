package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.core.spi.Statements;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which places of the queue were read since the hand of the eviction passed them: a bit for each, in chunks. Reads set bits in memory
 * only, without a lock. They are added to those of the file every few seconds, and before something is evicted; all instances add to
 * the same bits, and whoever evicts clears them. What is lost with a process is the reads of a few seconds.
 *
 * <p>Thread-safe.
 */
public final class VisitedBits {
    static final int CHUNK_BITS = 13;
    private static final int WORDS = (1 << CHUNK_BITS) / Long.SIZE;

    private final Map<Long, AtomicLongArray> fresh = new ConcurrentHashMap<>();

    /** A place was read. */
    public void visit(long place) {
        AtomicLongArray words = fresh.computeIfAbsent(place >>> CHUNK_BITS, it -> new AtomicLongArray(WORDS));
        int index = word(place);
        long bit = 1L << place;
        long before = words.get(index);
        if ((before & bit) == 0) {
            words.accumulateAndGet(index, bit, (old, more) -> old | more);
        }
    }

    private static int word(long place) {
        return (int) (place >>> 6) & (WORDS - 1);
    }

    public boolean isAnyFresh() {
        return !fresh.isEmpty();
    }

    /** Adds what was read to the bits of the file. */
    public void flush(Statements statements) throws SQLException {
        Editor editor = new Editor(statements);
        for (long chunk : List.copyOf(fresh.keySet())) {
            editor.chunk(chunk);
        }
        editor.write();
    }

    /** The bits of the file with those of this instance, in a transaction. */
    final class Editor {
        private final Statements statements;
        private final Map<Long, long[]> chunks = new HashMap<>();
        private final Map<Long, long[]> read = new HashMap<>();

        Editor(Statements statements) {
            this.statements = statements;
        }

        /** Tells whether a place was read, and forgets it. */
        boolean take(long place) throws SQLException {
            long[] words = chunk(place >>> CHUNK_BITS);
            int index = word(place);
            long bit = 1L << place;
            boolean was = (words[index] & bit) != 0;
            words[index] &= ~bit;
            return was;
        }

        private long[] chunk(long number) throws SQLException {
            long[] words = chunks.get(number);
            if (words == null) {
                words = stored(number);
                read.put(number, words.clone());
                AtomicLongArray more = fresh.remove(number);
                for (int i = 0; more != null && i < WORDS; i++) {
                    words[i] |= more.get(i);
                }
                chunks.put(number, words);
            }
            return words;
        }

        private long[] stored(long number) throws SQLException {
            long[] words = new long[WORDS];
            PreparedStatement select = statements.prepare(CacheSql.VISITED);
            select.setLong(1, number);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    LongBuffer bits = ByteBuffer.wrap(row.getBytes(1)).asLongBuffer();
                    bits.get(words, 0, Math.min(WORDS, bits.remaining()));
                }
            }
            return words;
        }

        /** Writes what has changed. */
        void write() throws SQLException {
            for (Map.Entry<Long, long[]> chunk : chunks.entrySet()) {
                long[] words = chunk.getValue();
                if (!Arrays.equals(words, read.get(chunk.getKey()))) {
                    write(chunk.getKey(), words);
                }
            }
        }

        private void write(long number, long[] words) throws SQLException {
            boolean isEmpty = Arrays.stream(words).allMatch(it -> it == 0);
            PreparedStatement write = statements.prepare(isEmpty ? CacheSql.FORGET_VISITED : CacheSql.SET_VISITED);
            write.setLong(1, number);
            if (!isEmpty) {
                ByteBuffer bytes = ByteBuffer.allocate(WORDS * Long.BYTES);
                bytes.asLongBuffer().put(words);
                write.setBytes(2, bytes.array());
            }
            write.executeUpdate();
        }
    }
}
