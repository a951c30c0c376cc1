package io.litestack.cache.internal.read;

import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Lifetime;
import io.litestack.cache.internal.entry.Origin;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.sql.Rows;
import io.litestack.cache.internal.write.WriteBehind;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Looks at all entries of the file, page by page, without their values. Thread-safe. */
public final class EntryScan {
    private static final int PAGE = 500;

    private final ReadParts parts;
    private final WriteBehind writeBehind;

    public EntryScan(ReadParts parts, WriteBehind writeBehind) {
        this.parts = parts;
        this.writeBehind = writeBehind;
    }

    /** The keys of a namespace that have a value that counts. */
    public Iterable<String> keys(long namespace, String prefix) {
        return () -> new Keys(namespace, prefix);
    }

    public long count(long namespace) {
        long count = 0;
        Iterator<String> keys = new Keys(namespace, "");
        while (keys.hasNext()) {
            keys.next();
            count++;
        }
        return count;
    }

    /** An entry without its value, and its place. */
    private record Found(long place, @Nullable Entry entry) {}

    private Found found(ResultSet row, long namespace) throws SQLException {
        long place = row.getLong(1);
        if (row.getLong(3) != namespace) {
            return new Found(place, null);
        }
        Key key = parts.context().keys().of(namespace, new String(row.getBytes(4), StandardCharsets.UTF_8));
        long expires = row.getLong(6);
        return new Found(
                place,
                new Entry(
                        key,
                        Content.ofNull(),
                        new Lifetime(expires, expires, row.getLong(7), 0),
                        new Origin(0, row.getLong(5), 0),
                        Rows.longs(row.getBytes(8))));
    }

    /**
     * Each page is read of its own, so that no old view of the file is kept for long. What comes after the beginning is not looked at: so a
     * key that goes and comes again is not seen twice, and there is an end, however fast others write.
     */
    private final class Keys implements Iterator<String> {
        private final long namespace;
        private final String prefix;
        private final Deque<String> page = new ArrayDeque<>();
        private long last;
        private long end = -1;
        private boolean isOver;

        Keys(long namespace, String prefix) {
            this.namespace = namespace;
            this.prefix = prefix;
        }

        @Override
        public boolean hasNext() {
            while (page.isEmpty() && !isOver) {
                readPage();
            }
            return !page.isEmpty();
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.remove();
        }

        private void readPage() {
            if (end < 0) {
                writeBehind.flush();
                parts.log().catchUp();
                end = lastPlace();
            }
            boolean isKnown;
            do {
                isKnown = readRows();
            } while (!isKnown);
        }

        /** Reads the next page; false, and nothing has happened, if it is not known of one of the entries whether it counts. */
        private boolean readRows() {
            long now = parts.context().clock().nanos();
            long known = parts.generations().forgottenUpTo();
            List<Found> rows =
                    parts.context().store().query(CacheSql.SCAN, row -> found(row, namespace), last, end, PAGE);
            for (Found row : rows) {
                if (row.entry != null && isWanted(row.entry, now, known)) {
                    page.add(row.entry.key().text());
                } else if (row.entry != null && parts.generations().isOfUnknownAge(row.entry)) {
                    page.clear();
                    return false;
                }
            }
            isOver = rows.size() < PAGE;
            last = rows.isEmpty() ? last : rows.get(rows.size() - 1).place;
            return true;
        }

        private long lastPlace() {
            return parts.context()
                    .store()
                    .queryFirst(CacheSql.LAST_PLACE, row -> row.getLong(1))
                    .orElse(0L);
        }

        private boolean isWanted(Entry entry, long now, long known) {
            entry.checkedUpTo(known);
            return entry.key().text().startsWith(prefix)
                    && entry.isCurrent(now)
                    && entry.lifetime().isPlausible(now / 1_000_000)
                    && parts.generations().isAlive(entry);
        }
    }
}
