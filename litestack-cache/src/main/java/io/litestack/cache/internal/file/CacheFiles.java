package io.litestack.cache.internal.file;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.SystemPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files that a cache has had, of which the last one is in use.
 *
 * <p>A damaged file cannot be removed or emptied while processes have it open: some would get errors, others would write on into a file
 * without a name. So the file's name carries a generation. Whoever finds it damaged makes the next one; everybody else finds that when
 * they look, which they do before they believe their heap, and opens it. The damaged one is put aside by whoever finds that nobody has it
 * open any more. A file that is never flushed ({@link Sync#OFF}) and was open when the system crashed is not trusted, and replaced in the
 * same way.
 *
 * <p>Thread-safe.
 */
public final class CacheFiles {
    private static final int CORRUPT = 11;
    private static final int NOTADB = 26;
    private static final int MOST_TRIES = 5;
    private static final String[] SUFFIXES = {"", "-wal", "-shm"};
    private static final String ASIDE = ".corrupt-";

    private final StoreConfig config;
    private final Path base;

    public CacheFiles(StoreConfig config) {
        this.config = config;
        this.base = SystemPath.absolute(config.path());
    }

    /**
     * An open file.
     *
     * @param store the file
     * @param generation which one it is
     * @param isOpenElsewhere whether another process has it open
     * @param isLost whether values in it may be old, so that all of it is to be invalidated
     * @param replaced why it takes the place of another one; empty if it does not
     */
    public record Opened(
            Store store, Generation generation, boolean isOpenElsewhere, boolean isLost, Optional<String> replaced) {}

    /** Whether an error says that the file is damaged: not that the disk is, or is full, or somebody has locked the file. */
    public static boolean isDamage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException store) {
                int code = store.code() & 0xff;
                return code == CORRUPT || code == NOTADB;
            }
        }
        return false;
    }

    /** Opens a file that is the application's, and is never replaced. */
    public Opened openShared() {
        FileGate gate = FileGate.join(base);
        try {
            return gate.decide(() -> opened(gate, Generation.of(base, 1), Optional.empty()));
        } finally {
            gate.leave();
        }
    }

    /** Opens the current file. */
    public Opened open() {
        FileGate gate = FileGate.join(base);
        try {
            return gate.decide(() -> open(gate));
        } finally {
            gate.leave();
        }
    }

    /** Opens the file after one that is damaged, unless somebody else has made it already. */
    public Opened openAfter(Generation damaged, String cause) {
        FileGate gate = FileGate.join(base);
        try {
            return gate.decide(() -> {
                Generation current = newest();
                Generation next = current.number() > damaged.number() ? current : damaged.next(base);
                return open(gate, next, Optional.of(cause));
            });
        } finally {
            gate.leave();
        }
    }

    private Opened open(FileGate gate) {
        Generation current = newest();
        if (config.sync() == Sync.OFF
                && sizeOf(current.path()) > 0
                && gate.state().mayBeTorn(StoreInternals.bootId().orElse(""))) {
            String cause = "the system went down while it was open, and it is never flushed";
            return open(gate, current.next(base), Optional.of(cause));
        }
        return open(gate, current, Optional.empty());
    }

    private Opened open(FileGate gate, Generation first, Optional<String> replaced) {
        Generation generation = first;
        Optional<String> cause = replaced;
        for (int i = 1; ; i++) {
            try {
                return opened(gate, generation, cause);
            } catch (StoreException e) {
                if (!isDamage(e) || i == MOST_TRIES) {
                    throw e;
                }
                cause = Optional.of(String.valueOf(e.getMessage()));
                generation = generation.next(base);
            }
        }
    }

    private Opened opened(FileGate gate, Generation generation, Optional<String> replaced) {
        Store store = Store.open(config.toBuilder().path(generation.path()).build());
        boolean isOpen = false;
        try {
            // what is no database shows itself now
            store.queryFirst("SELECT count(*) FROM sqlite_schema", row -> row.getLong(1));
            boolean isOpenElsewhere = gate.isHeldElsewhere(generation.number());
            FileState before = replaced.isPresent() ? FileState.UNKNOWN : gate.state();
            gate.write(before.opened(StoreInternals.bootId().orElse("")));
            if (replaced.isPresent()) {
                gate.writeLost(false);
            }
            StoreInternals.of(store).attachment(Hold.class, it -> new Hold(generation, it));
            putAsideOlder(gate, generation);
            isOpen = true;
            return new Opened(store, generation, isOpenElsewhere, before.isLost(), replaced);
        } finally {
            if (!isOpen) {
                store.close();
            }
        }
    }

    /** Says that values in the file may be old, since nobody can write that down in the file itself; or that they are not any more. */
    public void markLost(boolean isLost) {
        FileGate gate = FileGate.join(base);
        try {
            gate.writeLost(isLost);
        } finally {
            gate.leave();
        }
    }

    /** Whether there is a newer file than one. It costs a look at the name of the next. */
    public boolean isSuperseded(Generation generation) {
        return generation.next(base).path().toFile().exists();
    }

    private Generation newest() {
        Pattern pattern = Generation.pattern(base);
        int newest = 1;
        for (Path file : siblings()) {
            newest = Math.max(newest, Generation.numberOf(pattern, nameOf(file)));
        }
        return Generation.of(base, newest);
    }

    private List<Path> siblings() {
        List<Path> files = new ArrayList<>();
        Path folder = base.resolveSibling("");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                all.forEach(files::add);
            } catch (IOException e) {
                throw new StoreException("cannot list " + folder + ": " + e, e);
            }
        }
        return files;
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    // Those before.

    private void putAsideOlder(FileGate gate, Generation current) {
        for (int number = Math.max(1, current.number() - MOST_TRIES - 1); number < current.number(); number++) {
            Generation old = Generation.of(base, number);
            if (Files.exists(old.path()) && !gate.isHeldHere(number) && !gate.isHeldElsewhere(number)) {
                putAside(old);
            }
        }
    }

    /** Keeps the last one only. */
    private void putAside(Generation old) {
        String time = ASIDE + config.clock().millis();
        try {
            for (Path file : siblings()) {
                if (nameOf(file).startsWith(nameOf(base).replaceFirst("\\.[^.]*$", ""))
                        && nameOf(file).contains(ASIDE)) {
                    Files.deleteIfExists(file);
                }
            }
            for (String suffix : SUFFIXES) {
                Path file = old.path().resolveSibling(nameOf(old.path()) + suffix);
                if (Files.exists(file)) {
                    Files.move(
                            file,
                            old.path().resolveSibling(nameOf(old.path()) + time + suffix),
                            StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            // it stays where it is, and is in nobody's way
        }
    }

    /** This process has a generation of the file open; goes with the open file. */
    private final class Hold {
        private final FileGate gate;
        private final Generation generation;

        Hold(Generation generation, Store store) {
            this.generation = generation;
            this.gate = FileGate.join(base);
            gate.hold(generation.number());
            StoreInternals.of(store).atFileClosed(this::closed);
        }

        /** The file is closed here. If it is by all, it is flushed, so that it can be trusted whatever happens to the system. */
        private void closed() {
            try {
                gate.letGo(generation.number());
                if (config.sync() == Sync.OFF) {
                    gate.decideUnlessBusy(this::flushIfLast);
                }
            } finally {
                gate.leave();
            }
        }

        private void flushIfLast() {
            if (gate.isHeldElsewhere(generation.number()) || !newest().equals(generation)) {
                return;
            }
            try (FileChannel file = FileChannel.open(generation.path(), StandardOpenOption.WRITE)) {
                file.force(true);
                gate.write(gate.state().closed());
            } catch (IOException e) {
                // then it is not trusted after a crash of the system
            }
        }
    }
}
