package io.github.convgrad.bench.peer;

import io.github.convgrad.bench.shapes.PassKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What the rows come to: how many times as fast as each peer ours is. */
final class Summary {

    private Summary() {
    }

    /**
     * Geometric means and the slowest rows.
     *
     * @param rows of the table
     * @return lines of text, one for each peer and kind of pass that was measured
     */
    static List<String> lines(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        for (String peer : Peers.NAMES) {
            add(lines, rows, peer, "dx and dw", r -> r.pass() != PassKind.FORWARD);
            add(lines, rows, peer, "forward", r -> r.pass() == PassKind.FORWARD);
        }
        return lines;
    }

    private static void add(List<String> lines, List<Row> all, String peer, String passes, Predicate<Row> wanted) {
        List<Row> rows = all.stream().filter(wanted).filter(r -> !Double.isNaN(r.ratio(peer)))
                .sorted(Comparator.comparingDouble(r -> r.ratio(peer))).toList();
        if (rows.isEmpty()) {
            return;
        }
        double mean = Math.exp(rows.stream().mapToDouble(r -> Math.log(r.ratio(peer))).average().orElseThrow());
        StringBuilder least = new StringBuilder();
        for (Row row : rows.subList(0, Math.min(3, rows.size()))) {
            least.append(String.format(Locale.ROOT, " %s %s %.2f", row.id(), row.pass().word(), row.ratio(peer)));
        }
        lines.add(String.format(Locale.ROOT, "%-13s %-10s %3d rows  geometric mean %6.2f   least:%s", peer, passes,
                rows.size(), mean, least));
    }
}
