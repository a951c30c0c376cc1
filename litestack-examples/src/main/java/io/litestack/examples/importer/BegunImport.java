package io.litestack.examples.importer;

import io.litestack.core.Snapshot;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The import that a store holds.
 *
 * @param fingerprint the file it was begun with
 * @param settings how that file is cut
 * @param isComplete whether all of it is stored
 */
record BegunImport(Fingerprint fingerprint, String settings, boolean isComplete) {
    static Optional<BegunImport> find(Snapshot snapshot) {
        return snapshot.queryFirst(
                ImportSql.FIND_FILE,
                row -> new BegunImport(
                        new Fingerprint(row.getLong(1), row.getString(2)), row.getString(3), row.getBoolean(4)));
    }

    /** Batches are known by their numbers, which mean the same only for the same file, cut in the same way. */
    void refuseUnlessSame(Path store, Source source, Fingerprint found, String foundSettings) {
        if (!found.equals(fingerprint)) {
            throw new ImportException(
                    "%s holds the import of another file than %s, or that has changed since (%s then, %s now); name another --store, or give --start-over to replace it"
                            .formatted(store, source.name(), fingerprint, found));
        }
        if (!foundSettings.equals(settings)) {
            throw new ImportException(
                    "%s was begun with other options (%s then, %s now); give the same ones again, or --start-over"
                            .formatted(store, settings, foundSettings));
        }
    }
}
