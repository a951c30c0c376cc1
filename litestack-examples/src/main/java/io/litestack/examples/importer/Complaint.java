package io.litestack.examples.importer;

import io.litestack.core.LitestackException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one place where a failure becomes a sentence for the user and an exit code. */
final class Complaint implements IExecutionExceptionHandler, IParameterExceptionHandler {
    /** The import failed; what was acknowledged is stored. */
    static final int FAILED = 1;

    /** The command line was wrong; nothing was done. */
    static final int MISUSED = 2;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        print(command.getErr(), sentence(failure));
        return FAILED;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        print(failure.getCommandLine().getErr(), failure.getMessage() + "; --help lists the options");
        return MISUSED;
    }

    private static String sentence(Exception failure) {
        boolean isExpected = failure instanceof ImportException || failure instanceof LitestackException;
        return isExpected ? String.valueOf(failure.getMessage()) : "unexpected, a bug of the importer: " + failure;
    }

    private static void print(PrintWriter err, String sentence) {
        err.println("error: " + sentence);
        err.flush();
    }
}
