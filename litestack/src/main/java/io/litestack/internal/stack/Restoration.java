package io.litestack.internal.stack;

import io.litestack.Litestack;
import io.litestack.RestoreHook;
import io.litestack.core.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a hook fetch a file that is missing. */
record Restoration(RestoreHook hook) {
    private static final Logger LOG = LoggerFactory.getLogger(Litestack.class);

    void restore(Path file) {
        if (Files.exists(file)) {
            return;
        }
        try {
            refuseBesideLog(file);
            hook.restore(file);
        } catch (IOException e) {
            throw new StoreException(
                    "cannot restore " + file + ", which is missing: " + e
                            + "; nothing was opened, so that no empty file takes its place",
                    e);
        }
        if (Files.exists(file)) {
            LOG.info("restored {}", file);
        }
    }

    /** SQLite would apply a log that is still there to the backup, and mix the two. */
    private static void refuseBesideLog(Path file) throws IOException {
        for (String suffix : List.of("-wal", "-journal")) {
            Path log = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(log) && Files.size(log) > 0) {
                throw new StoreException(
                        "cannot restore " + file + ", which is missing: its log " + log
                                + " is still there, with what was"
                                + " committed last, and would be mixed with a backup. Put back the file that it belongs to, or"
                                + " move it away (mv " + log + " " + log
                                + ".old) and start again; nothing was restored",
                        null);
            }
        }
    }
}
