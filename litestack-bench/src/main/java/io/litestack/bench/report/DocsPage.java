package io.litestack.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of which one section is generated. */
public final class DocsPage {
    private static final String BEGIN = "<!-- generated: begin -->";
    private static final String END = "<!-- generated: end -->";

    private DocsPage() {}

    /**
     * Puts a run's table and plot into a page; the plot lies beside it.
     *
     * @throws IOException if the page has no generated section
     */
    public static void rewrite(Path page, BenchRun run) throws IOException {
        String name = String.valueOf(page.getFileName()).replaceFirst("\\.md$", "") + ".png";
        Plot.draw(run, page.resolveSibling(name));
        String section = "\n![How many times better Litestack is](" + name + ")\n\n" + Report.markdown(run);
        Files.writeString(page, replaceSection(Files.readString(page), section));
    }

    static String replaceSection(String page, String section) throws IOException {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("the page needs a line " + BEGIN + " and after it a line " + END);
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + section + page.substring(end);
    }
}
