package io.litestack.cache.internal.write;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of keys whose outcome is decided in the file. It may run more than once, and must have no effect but on the batch.
 *
 * @param <R> what the caller wants to know
 */
@FunctionalInterface
public interface KeyWork<R extends @Nullable Object> {
    /**
     * Makes the change.
     *
     * @param batch the transaction; what waited for the keys is written already
     * @param results gets the new entries of the keys, for the heap; a key that is left out is read from the file next time
     * @return what the caller wants to know, once it is committed
     */
    R run(WriteBatch batch, Map<Key, Entry> results) throws SQLException;
}
