package io.github.convgrad.bench.peer;

import io.github.convgrad.bench.shapes.PassKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One layer's pass in the table.
 *
 * @param id        of the layer
 * @param pass      which pass
 * @param threads   for all who can use them
 * @param gflop     operations
 * @param ours      milliseconds
 * @param peers     milliseconds, by name; a peer that was not run is not in it
 * @param peak      measured peak of the processor on so many threads, GFLOP/s
 * @param relError  largest error of ours over the largest true value, in a sample
 * @param algorithm what ours ran
 */
record Row(String id, PassKind pass, int threads, double gflop, double ours, Map<String, Double> peers, double peak,
        double relError, String algorithm) {

    static final String HEADER = "id,pass,threads,gflop,ours_ms,naive_ms,onednn_plain_ms,onednn_any_ms,pytorch_ms,"
            + "peak_gflops,ours_gflops,rel_error,algorithm";

    double oursGflops() {
        return gflop / ours * 1e3;
    }

    /** @return how many times as fast as a peer ours is; NaN when the peer was not run */
    double ratio(String peer) {
        Double theirs = peers.get(peer);
        return theirs == null ? Double.NaN : theirs / ours;
    }

    /** @return one line of the CSV file, as {@link #HEADER} says */
    String csv() {
        List<String> fields = new ArrayList<>(List.of(id, pass.word(), Integer.toString(threads),
                number("%.6f", gflop), number("%.5f", ours)));
        for (String peer : Peers.NAMES) {
            Double ms = peers.get(peer);
            fields.add(ms == null ? "" : number("%.5f", ms));
        }
        fields.addAll(List.of(number("%.2f", peak), number("%.2f", oursGflops()), number("%.3e", relError),
                algorithm.contains(",") ? '"' + algorithm + '"' : algorithm));
        return String.join(",", fields);
    }

    /** Reads what {@link #csv} wrote. */
    static Row parse(String line) {
        String[] fields = line.split(",", 13);
        Map<String, Double> peers = new LinkedHashMap<>();
        for (int i = 0; i < Peers.NAMES.size(); i++) {
            if (!fields[5 + i].isEmpty()) {
                peers.put(Peers.NAMES.get(i), Double.valueOf(fields[5 + i]));
            }
        }
        return new Row(fields[0], PassKind.parse("pass", List.of(fields[1])).getFirst(), Integer.parseInt(fields[2]),
                Double.parseDouble(fields[3]), Double.parseDouble(fields[4]), peers, Double.parseDouble(fields[9]),
                Double.parseDouble(fields[11]), fields[12].replace("\"", ""));
    }

    /**
     * The same row measured in several JVMs.
     *
     * @param rows at least one
     * @return medians of the times, the largest error
     */
    static Row median(List<Row> rows) {
        Row first = rows.getFirst();
        Map<String, Double> peers = new LinkedHashMap<>();
        for (String peer : first.peers.keySet()) {
            peers.put(peer, Turns.median(rows.stream().filter(r -> r.peers.containsKey(peer))
                    .mapToDouble(r -> r.peers.get(peer)).toArray()));
        }
        return new Row(first.id, first.pass, first.threads, first.gflop,
                Turns.median(rows.stream().mapToDouble(Row::ours).toArray()), peers,
                Turns.median(rows.stream().mapToDouble(Row::peak).toArray()),
                rows.stream().mapToDouble(Row::relError).max().orElse(Double.NaN), first.algorithm);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
