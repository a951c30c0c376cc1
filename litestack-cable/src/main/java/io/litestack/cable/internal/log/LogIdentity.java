package io.litestack.cable.internal.log;

import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Which log it is, and from where its ids go on: decided once, when the file is opened.
 *
 * <h2>No id twice</h2>
 *
 * At NORMAL a power loss takes the last commits, and with them the numbers that they had given out: SQLite would give these
 * again, to other messages, and a client that has seen the first ones would take the others for known. So ids come from ranges that
 * are reserved ahead, a million at a time, by a commit that is flushed before the first of them is shown to anybody ({@link
 * IdRange}). After a restart of the machine numbering goes on behind the range, whatever the file says of its last id. Within one
 * run of the kernel nothing that was committed is lost, and no number is skipped.
 *
 * <h2>Epoch</h2>
 *
 * A random word that is kept in the log, and so survives restarts. It is replaced when the file is another one than at the
 * last opening, by its number in the file system: then it was copied there, from wherever and from whenever, and its ids may
 * mean other messages than those that a client has seen. And it is replaced when the log has not come as far as a note beside it
 * says ({@link LogRecord}): then an older state of it was written into the same file.
 */
public final class LogIdentity {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int EPOCH_LENGTH = 11;

    private LogIdentity() {}

    /** What is so of this opening of the file. */
    private record Opening(String boot, String file, Optional<LogRecord> record) {
        static Opening of(Path path) {
            return new Opening(bootId(), fileNumber(path), LogRecord.read(path));
        }

        boolean isOfSameBoot(LogState log) {
            return !boot.isEmpty() && log.boot().equals(boot);
        }

        /** Whether it is another file than at the last opening, or an older state of it. */
        boolean isReplaced(LogState log, long head) {
            boolean isMoved = !log.file().isEmpty() && !log.file().equals(file);
            // a power loss may have taken the end, but not what was reserved
            long known = isOfSameBoot(log) ? head : Math.max(head, log.reserved());
            return isMoved || recordedHead(log) > known;
        }

        long recordedHead(LogState log) {
            return record.filter(it -> it.epoch().equals(log.epoch()))
                    .map(LogRecord::head)
                    .orElse(0L);
        }

        boolean isKnown(LogState log, long head) {
            return isOfSameBoot(log) && log.file().equals(file) && !isReplaced(log, head);
        }
    }

    /**
     * Settles it.
     *
     * @return the epoch
     */
    public static String settle(Store store) {
        Opening opening = Opening.of(store.config().path());
        Optional<String> known =
                store.<Optional<String>, RuntimeException>read(tx -> tx.queryFirst(CableSql.LOG, LogState::of)
                        .filter(log -> opening.isKnown(log, head(tx)))
                        .map(LogState::epoch));
        if (known.isPresent()) {
            return known.get();
        }
        WriteOptions options = store.config().sync() == Sync.OFF ? WriteOptions.standard() : WriteOptions.synced();
        return store.<String, RuntimeException>write(options, tx -> settle(tx, opening));
    }

    private static String settle(Transaction tx, Opening opening) {
        tx.execute(CableSql.NEW_LOG, newEpoch());
        LogState log = LogState.read(tx);
        long head = head(tx);
        if (opening.isKnown(log, head)) {
            return log.epoch();
        }
        boolean isReplaced = opening.isReplaced(log, head);
        String epoch = isReplaced ? newEpoch() : log.epoch();
        long reserved = log.reserved();
        long floor = log.floor();
        if (isReplaced || !opening.isOfSameBoot(log)) {
            floor = Math.max(Math.max(reserved, head), opening.recordedHead(log));
            reserved = floor + IdRange.SIZE;
        }
        tx.execute(CableSql.SET_LOG, epoch, reserved, opening.boot, opening.file, floor);
        return epoch;
    }

    private static long head(Snapshot tx) {
        return tx.queryFirst(CableSql.HEAD, row -> row.getLong(1)).orElse(0L);
    }

    private static String newEpoch() {
        SecureRandom random = new SecureRandom();
        StringBuilder epoch = new StringBuilder(EPOCH_LENGTH);
        for (int i = 0; i < EPOCH_LENGTH; i++) {
            epoch.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return epoch.toString();
    }

    /** What distinguishes this run of this kernel from any other; empty where that cannot be known. */
    private static String bootId() {
        try {
            return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** The number of the file in its file system; empty where files have none. */
    private static String fileNumber(Path path) {
        try {
            return String.valueOf(Files.getAttribute(path, "unix:ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "";
        }
    }
}
