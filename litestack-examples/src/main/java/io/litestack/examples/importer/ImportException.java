package io.litestack.examples.importer;

import org.jspecify.annotations.Nullable;

/** The import cannot go on; the message is one sentence for the user, with the remedy. */
final class ImportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImportException(String message) {
        this(message, null);
    }

    ImportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
