package io.litestack.core.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Around every test: what it writes to the standard error stream, where the log goes, is shown only if it fails. Most of it is
 * intended, and in a passing run would hide what is not.
 */
public final class QuietLog implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(QuietLog.class);

    /** What was replaced, and by what. */
    private record Capture(PrintStream original, ByteArrayOutputStream text, PrintStream stream) {
        static Capture begin() {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            PrintStream stream = new PrintStream(text, true, StandardCharsets.UTF_8);
            Capture capture = new Capture(System.err, text, stream);
            System.setErr(stream);
            return capture;
        }

        void end(boolean isShown) {
            System.setErr(original);
            stream.flush();
            if (isShown) {
                original.print(text.toString(StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(SPACE).put(Capture.class, Capture.begin());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Capture capture = context.getStore(SPACE).remove(Capture.class, Capture.class);
        if (capture != null) {
            capture.end(context.getExecutionException().isPresent());
        }
    }
}
