package io.litestack.core.internal.sqlite;

import io.litestack.core.internal.context.ApplicationFrame;
import io.litestack.core.internal.context.OpenLoan;

/** Says for messages what a loan is used for, and where it was taken. */
public final class LoanText {
    private LoanText() {}

    /** The end of a sentence that names the borrower; empty if nothing is known. */
    public static String of(OpenLoan loan, boolean hasOpenResult) {
        String statement = loan.statement();
        if (statement == null) {
            return "";
        }
        StackTraceElement[] site = loan.site();
        return (hasOpenResult ? ", with an open result of \"" : ", after \"")
                + SqlGuard.abbreviate(statement)
                + '"'
                + (site.length == 0 ? "" : ", taken at " + ApplicationFrame.of(site));
    }
}
