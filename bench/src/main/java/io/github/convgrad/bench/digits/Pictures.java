package io.github.convgrad.bench.digits;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of a training. */
final class Pictures {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 480;
    private static final Color FAINT = new Color(0xB8C7D9);
    private static final Color STRONG = new Color(0x1F4E79);
    private static final Color OTHER = new Color(0xC55A11);

    private static final int FILTERS_IN_A_ROW = 8;
    private static final int TAP = 16;
    private static final int GAP = 6;

    private Pictures() {
    }

    /**
     * Draws loss and accuracy side by side.
     *
     * @param losses of every step
     * @param epochs how they went
     * @param file   a PNG file, overwritten
     */
    static void learningCurve(List<Double> losses, List<Training.Epoch> epochs, Path file) throws IOException {
        XYChart loss = chart("Loss of each step", "step", "cross entropy");
        loss.getStyler().setYAxisLogarithmic(true);
        double[] steps = new double[losses.size()];
        double[] raw = new double[steps.length];
        double[] smooth = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = i + 1;
            // A logarithmic axis has no 0.
            raw[i] = Math.max(1e-6, losses.get(i));
            smooth[i] = i == 0 ? raw[0] : 0.95 * smooth[i - 1] + 0.05 * raw[i];
        }
        line(loss, "step", steps, raw, FAINT);
        line(loss, "running mean", steps, smooth, STRONG);

        XYChart accuracy = chart("Digits recognised", "epoch", "%");
        double[] numbers = epochs.stream().mapToDouble(Training.Epoch::number).toArray();
        line(accuracy, "while learning", numbers, epochs.stream().mapToDouble(e -> 100 * e.trained()).toArray(), OTHER);
        line(accuracy, "test", numbers, epochs.stream().mapToDouble(e -> 100 * e.tested()).toArray(), STRONG);
        accuracy.getSeriesMap().values().forEach(s -> s.setMarker(SeriesMarkers.CIRCLE));
        Files.createDirectories(file.toAbsolutePath().getParent());
        BitmapEncoder.saveBitmap(List.of(loss, accuracy), 1, 2, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    /**
     * Draws filters as little images: blue takes ink away, red asks for it, white does not care.
     *
     * @param filters {@code [count][side][side]}
     * @param side    of a filter
     * @param file    a PNG file, overwritten
     */
    static void filters(float[] filters, int side, Path file) throws IOException {
        int count = filters.length / (side * side);
        int rows = (count + FILTERS_IN_A_ROW - 1) / FILTERS_IN_A_ROW;
        int cell = side * TAP + GAP;
        BufferedImage image = new BufferedImage(FILTERS_IN_A_ROW * cell + GAP, rows * cell + GAP,
                BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int column = (x - GAP) / cell;
                int row = (y - GAP) / cell;
                int tapX = (x - GAP - column * cell) / TAP;
                int tapY = (y - GAP - row * cell) / TAP;
                int filter = row * FILTERS_IN_A_ROW + column;
                boolean gap = x < GAP || y < GAP || tapX >= side || tapY >= side || filter >= count;
                image.setRGB(x, y, gap ? 0x404040 : colour(filters, filter * side * side, side, tapY * side + tapX));
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private static int colour(float[] filters, int from, int side, int tap) {
        float strongest = 1e-30f;
        for (int i = 0; i < side * side; i++) {
            strongest = Math.max(strongest, Math.abs(filters[from + i]));
        }
        float value = filters[from + tap] / strongest;
        int fade = Math.round(255 * (1 - Math.abs(value)));
        return value > 0 ? 0xFF0000 | fade << 8 | fade : fade << 16 | fade << 8 | 0xFF;
    }

    private static XYChart chart(String title, String x, String y) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(x).yAxisTitle(y)
                .theme(Styler.ChartTheme.XChart).build();
        chart.getStyler().setPlotGridLinesVisible(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        return chart;
    }

    private static void line(XYChart chart, String name, double[] x, double[] y, Color colour) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setLineColor(colour);
        series.setMarkerColor(colour);
        series.setMarker(SeriesMarkers.NONE);
    }
}
