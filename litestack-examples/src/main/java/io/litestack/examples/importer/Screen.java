package io.litestack.examples.importer;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * Where the importer prints.
 *
 * @param out results
 * @param err progress and complaints
 * @param isTerminal whether somebody watches, so that a line may be drawn again
 */
record Screen(PrintWriter out, PrintWriter err, boolean isTerminal) {
    /** The characters that the terminal knows; "stdout.encoding" came with Java 19. */
    private static final Charset CHARSET =
            Charset.forName(System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII")));

    /** The program's own output. */
    static Screen system() {
        return new Screen(
                new PrintWriter(System.out, true, CHARSET), new PrintWriter(System.err, true, CHARSET), hasTerminal());
    }

    /** What a bar is made of: a block where the characters of the output have one. */
    static char block() {
        return CHARSET.canEncode() && CHARSET.newEncoder().canEncode('█') ? '█' : '#';
    }

    /** From 22 on Java gives a console without a terminal as well, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
