package io.litestack.bench.scenario.todo;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The memory of the to-do list in a small heap on one processor, after it has read more than its page cache holds. */
final class TodoMemoryScenario implements Scenario {
    private static final Metric RESIDENT = Metric.cost("resident memory", "MB").atMost(250);
    private static final List<String> OPTIONS = List.of("-Xmx96m", "-XX:ActiveProcessorCount=1");
    private static final int LISTS = 160;
    private static final int ENTRIES = 1000;
    private static final String FILL = """
            insert into todo(list, title, created_at)
            with recursive number(n) as (select 1 union all select n + 1 from number where n < %d)
            select '%s', format('%%d%%0400d', n, 0), '' from number
            """;

    @Override
    public Spec spec() {
        return Spec.alone(
                        "todo-memory",
                        "the to-do list with -Xmx96m on one processor, when all of " + LISTS + " lists of " + ENTRIES
                                + " entries have been looked at",
                        RESIDENT)
                .inForksAtMost(2);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        Path folder = trial.folder();
        List<String> cookies =
                cookies(folder, (int) Math.max(1, LISTS * trial.timing().scale()));
        fill(folder, cookies);
        try (TodoProgram program = TodoProgram.start(folder, OPTIONS);
                PageClient client = program.connect()) {
            for (String cookie : cookies) {
                client.setCookie(cookie);
                look(client);
            }
            trial.record(RESIDENT.name(), program.residentMegabytes());
        }
    }

    private static List<String> cookies(Path folder, int count) throws IOException {
        List<String> cookies = new ArrayList<>();
        try (TodoProgram program = TodoProgram.start(folder, OPTIONS);
                PageClient client = program.connect()) {
            for (int i = 0; i < count; i++) {
                cookies.add(client.get("/").cookie());
            }
        }
        return cookies;
    }

    /** The name of a list is the part of the cookie's value before the dot. */
    private static void fill(Path folder, List<String> cookies) throws SQLException {
        try (HikariRival file = HikariRival.open(TodoProgram.file(folder), Sync.NORMAL)) {
            for (String cookie : cookies) {
                file.execute(FILL.formatted(ENTRIES, cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf('.'))));
            }
        }
    }

    private static void look(PageClient client) throws IOException {
        String page = client.get("/").body();
        if (!page.contains("<strong>" + ENTRIES + "</strong> items left")) {
            throw new IllegalStateException("not all entries are on the page");
        }
    }
}
