package io.litestack.cable.internal.dispatch;

import io.litestack.cable.internal.log.LogMessage;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages of the log in memory, for subscribers that have fallen a little behind: at most 16 MiB, and all after a
 * certain id. Not thread-safe.
 */
final class MessageRing {
    private static final long MOST_BYTES = 16 << 20;
    private static final int FIRST_CAPACITY = 64;

    /** A power of two long. */
    private @Nullable LogMessage[] items = new LogMessage[FIRST_CAPACITY];

    private int head;
    private int size;
    private long bytes;
    private long floor;

    /** Forgets everything, and goes on after an id. */
    void clear(long newFloor) {
        items = new LogMessage[FIRST_CAPACITY];
        head = 0;
        size = 0;
        bytes = 0;
        floor = newFloor;
    }

    void add(LogMessage message) {
        if (size == items.length) {
            grow();
        }
        items[(head + size) & (items.length - 1)] = message;
        size++;
        bytes += message.sizeBytes();
        while (bytes > MOST_BYTES) {
            LogMessage oldest = get(0);
            items[head] = null;
            head = (head + 1) & (items.length - 1);
            size--;
            bytes -= oldest.sizeBytes();
            floor = oldest.id();
        }
    }

    private void grow() {
        @Nullable LogMessage[] larger = new LogMessage[items.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = get(i);
        }
        items = larger;
        head = 0;
    }

    private LogMessage get(int index) {
        return Objects.requireNonNull(items[(head + index) & (items.length - 1)]);
    }

    /** Whether all messages after an id are here. */
    boolean hasAllAfter(long id) {
        return id >= floor;
    }

    /** Copies the first messages after an id, as many as there are and fit; returns how many. */
    int copyAfter(long id, @Nullable LogMessage[] into) {
        int from = firstAfter(id);
        int count = Math.min(size - from, into.length);
        for (int i = 0; i < count; i++) {
            into[i] = get(from + i);
        }
        if (count < into.length) {
            Arrays.fill(into, count, into.length, null);
        }
        return count;
    }

    private int firstAfter(long id) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).id() <= id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
