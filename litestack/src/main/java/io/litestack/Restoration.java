package io.litestack;

import io.litestack.core.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
