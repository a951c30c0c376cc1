package io.litestack.bench.report;

import io.litestack.bench.harness.Aim;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.report.BenchRun.Place;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Draws how many times better Litestack is than what it is compared with, and how many times it should be. For rates that
 * is the ratio, for costs its inverse: longer bars are better everywhere.
 */
public final class Plot {
    private static final int WIDTH = 1100;
    private static final int MARGIN = 160;
    private static final int BAR = 44;

    private Plot() {}

    /** One pair of bars. */
    private record Bars(String label, double found, double aimedAt) {}

    /** Draws a PNG file. */
    public static void draw(BenchRun run, Path file) throws IOException {
        List<Bars> bars = bars(run);
        HorizontalBarChart chart = new HorizontalBarChartBuilder()
                .width(WIDTH)
                .height(MARGIN + BAR * bars.size())
                .title("How many times better (logarithmic)")
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        // the library asks this hint of the X axis for the categories of the Y axis as well: none of them is left out
        chart.getStyler().setXAxisTickMarkSpacingHint(BAR / 2);
        // bars begin at zero, the logarithm of "as good", so the axis itself stays linear
        chart.getStyler().setXAxisTickLabelsFormattingFunction(it -> Report.number(Math.pow(10, it)) + " ×");
        chart.getStyler().setLabelsVisible(false);
        if (!bars.isEmpty()) {
            List<String> labels = bars.stream().map(Bars::label).toList();
            chart.addSeries("aim", logarithms(bars, Bars::aimedAt), labels);
            chart.addSeries("measured", logarithms(bars, Bars::found), labels);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            ChartEncoder.saveChart(chart, out, "png");
        }
    }

    private static List<Bars> bars(BenchRun run) {
        List<Bars> bars = new ArrayList<>();
        run.rows().stream()
                .flatMap(row -> Line.of(row).stream())
                .forEach(line -> bars(line).ifPresent(bars::add));
        return bars;
    }

    private static Optional<Bars> bars(Line line) {
        Aim aim = line.metric().aim();
        while (aim != null && !aim.kind().isRatio()) {
            aim = aim.and();
        }
        return aim == null ? Optional.empty() : bars(line, aim.bound());
    }

    private static Optional<Bars> bars(Line line, double bound) {
        String label = line.row().spec().name() + ": " + line.metric().name();
        return line.ratio(Place.DISK)
                .filter(it -> it.median() > 0)
                .map(it -> new Bars(label, times(line.metric(), it.median()), times(line.metric(), bound)));
    }

    private static List<Double> logarithms(List<Bars> bars, ToDoubleFunction<Bars> figure) {
        return bars.stream().map(it -> Math.log10(figure.applyAsDouble(it))).toList();
    }

    private static double times(Metric metric, double ratio) {
        return metric.isHigherBetter() ? ratio : 1 / ratio;
    }
}
