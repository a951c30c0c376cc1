package io.litestack.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.report.BenchRun;
import io.litestack.bench.report.BenchRun.Measurement;
import io.litestack.bench.report.BenchRun.Place;
import io.litestack.bench.scenario.Scenarios;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchTest {
    @TempDir
    Path folder;

    @Test
    void run_leaves_a_table_a_plot_a_page_and_json_that_can_be_reported_again() throws Exception {
        Path page = Files.writeString(
                folder.resolve("page.md"),
                "before\n<!-- generated: begin -->\nold\n" + "<!-- generated: end -->\nafter\n");
        Path memory = Files.createDirectory(folder.resolve("memory"));
        Path json = folder.resolve("run.json");
        Path plot = folder.resolve("run.png");

        String text = execute(
                "--rows=write-1-normal",
                "--forks=1",
                "--seconds=0.1",
                "--dir=" + folder,
                "--memory-dir=" + memory,
                "--json=" + json,
                "--plot=" + plot,
                "--docs=" + page);

        assertThat(text).contains("one-row write transactions, 1 thread, NORMAL", "throughput", "≥ 1.5 ×", "pool of 8");
        assertThat(Files.readString(page))
                .startsWith("before\n")
                .endsWith("after\n")
                .contains("![", "page.png", "≥ 1.5 ×")
                .doesNotContain("old");
        assertThat(ImageIO.read(plot.toFile())).isNotNull();
        assertThat(ImageIO.read(folder.resolve("page.png").toFile())).isNotNull();
        assertThat(execute("--report=" + json)).isEqualTo(text.substring(text.indexOf("Processor: ")));
        assertThat(BenchRun.read(json).rows().get(0).measurements())
                .extracting(Measurement::place)
                .containsExactly(Place.DISK, Place.DISK, Place.MEMORY, Place.MEMORY);
        assertThat(memory).isEmptyDirectory();
    }

    @Test
    void sides_take_turns_in_going_first() {
        Spec spec = Scenarios.named("write-1-full").spec();
        assertThat(Runner.order(spec, 1)).containsExactly(Side.LITESTACK, Side.RIVAL);
        assertThat(Runner.order(spec, 2)).containsExactly(Side.RIVAL, Side.LITESTACK);
    }

    @Test
    void rows_are_listed_by_name() {
        assertThat(execute("--list")).contains("write-16-full", "wakeup", "idle");
    }

    @Test
    void unknown_row_is_refused_with_the_names_of_those_there_are() {
        StringWriter text = new StringWriter();
        CommandLine command = new CommandLine(new Bench()).setErr(new PrintWriter(text, true));
        assertThat(command.execute("--rows=wriet", "--dir=" + folder)).isNotZero();
        assertThat(text.toString()).contains("no row \"wriet\"", "write-1-full");
    }

    private static String execute(String... arguments) {
        StringWriter text = new StringWriter();
        int code =
                new CommandLine(new Bench()).setOut(new PrintWriter(text, true)).execute(arguments);
        assertThat(code).isZero();
        return text.toString();
    }
}
