package io.github.convgrad.bench.peer;

import io.github.convgrad.Accuracy;
import io.github.convgrad.bench.Workers;
import io.github.convgrad.bench.check.ErrorReport;
import io.github.convgrad.bench.check.Results;
import io.github.convgrad.bench.check.SampledTruth;
import io.github.convgrad.bench.shapes.NamedShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Compares ours with peers on one pass after another: answers first, times only of those whose answers agree. */
final class Comparison {

    private static final int SAMPLE = 1000;
    /** Compilers count calls of kernels: small layers make few of them in each of ours. */
    private static final double WARM_GFLOP = 20;
    private static final int LEAST_WARM_CALLS = 10;
    private static final int MOST_WARM_CALLS = 1000;

    private final OursPeer ours;
    private final List<Peer> peers;
    private final Accuracy accuracy;
    private final int threads;
    private final double seconds;
    private final FmaPeak peak;
    private final Turns.Timed peakTurn;
    /** Told about every answer that does not agree. */
    private final Consumer<String> wrong;

    Comparison(Workers workers, Accuracy accuracy, List<Peer> peers, double seconds, Consumer<String> wrong) {
        ours = new OursPeer(workers, accuracy);
        threads = workers.count();
        this.accuracy = accuracy;
        this.peers = peers;
        this.seconds = seconds;
        this.wrong = wrong;
        peak = new FmaPeak(threads);
        peakTurn = peak::run;
        // Compiled once and for all; the rows' turns then need no more of it.
        Turns.warm(peakTurn, LEAST_WARM_CALLS);
    }

    /**
     * Compares one pass.
     *
     * @param layer   the layer
     * @param pass    the pass
     * @param tensors its inputs
     * @return the row, or null when our own answer is wrong
     */
    Row compare(NamedShape layer, PassKind pass, Tensors tensors) {
        List<Entry> entries = new ArrayList<>();
        try {
            SampledTruth truth = new SampledTruth(layer.shape(), tensors, pass, SAMPLE);
            Entry own = new Entry(ours.name(), ours.prepare(layer.shape(), pass, tensors),
                    warmCalls(layer));
            entries.add(own);
            Results answer = Results.of(layer.shape(), pass);
            ErrorReport report = judge(own, truth, answer);
            if (!report.keeps(accuracy)) {
                wrong.accept(disagreement(own, layer, pass, report));
                return null;
            }
            for (Peer peer : peers) {
                Entry entry = prepare(peer, layer, pass, tensors);
                if (entry != null) {
                    entries.add(entry);
                    if (!agrees(entry, layer, pass, truth, answer, report)) {
                        entries.remove(entry);
                        entry.ready.close();
                    }
                }
            }
            return time(entries, layer, pass, report);
        } finally {
            entries.forEach(e -> e.ready.close());
        }
    }

    private static int warmCalls(NamedShape layer) {
        return (int) Math.clamp(WARM_GFLOP / layer.gflop(), LEAST_WARM_CALLS, MOST_WARM_CALLS);
    }

    private Entry prepare(Peer peer, NamedShape layer, PassKind pass, Tensors tensors) {
        try {
            return new Entry(peer.name(), peer.prepare(layer.shape(), pass, tensors), 1);
        } catch (RuntimeException cannot) {
            wrong.accept(layer.id() + " " + pass.word() + ": " + peer.name() + " can't run it: " + cannot.getMessage());
            return null;
        }
    }

    private boolean agrees(Entry entry, NamedShape layer, PassKind pass, SampledTruth truth, Results ours,
            ErrorReport oursReport) {
        Results theirs = Results.of(layer.shape(), pass);
        ErrorReport report = judge(entry, truth, theirs);
        // A peer promised us nothing; it must be right, not better than a naive loop.
        if (!report.keeps(Accuracy.RELAXED)) {
            wrong.accept(disagreement(entry, layer, pass, report));
            return false;
        }
        // The sample looked at some elements, this looks at all: two results are apart by no more than both errors.
        double apart = apart(ours.main(), theirs.main());
        double allowed = (oursReport.rmsError() + report.rmsError()) * (1 + report.slack()) + 0x1p-24;
        if (!(apart <= allowed)) {
            wrong.accept(String.format(Locale.ROOT, "%s %s: ours and %s are %.2e apart, expected at most %.2e",
                    layer.id(), pass.word(), entry.name, apart, allowed));
            return false;
        }
        return true;
    }

    private static ErrorReport judge(Entry entry, SampledTruth truth, Results into) {
        entry.ready.run();
        entry.ready.read(into);
        entry.ready.tidy();
        return truth.compare(into);
    }

    private static String disagreement(Entry entry, NamedShape layer, PassKind pass, ErrorReport report) {
        return String.format(Locale.ROOT, "%s %s: %s is wrong: largest error %.2e of the largest value, %.2f of its "
                + "bound, %.2f of a naive loop's", layer.id(), pass.word(), entry.name, report.maxError(),
                report.ofBound(), report.ofNaive());
    }

    /** Root mean square of the differences over that of the values. */
    private static double apart(float[] a, float[] b) {
        double differences = 0;
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            differences += d * d;
            squares += (double) a[i] * a[i];
        }
        return differences == 0 ? 0 : Math.sqrt(differences / squares);
    }

    private Row time(List<Entry> entries, NamedShape layer, PassKind pass, ErrorReport report) {
        List<Turns.Timed> subjects = new ArrayList<>(entries);
        subjects.add(peakTurn);
        double[] medians = Turns.medians(subjects, seconds);
        Map<String, Double> theirs = new LinkedHashMap<>();
        for (int i = 1; i < entries.size(); i++) {
            theirs.put(entries.get(i).name, medians[i]);
        }
        return new Row(layer.id(), pass, threads, layer.gflop(), medians[0], theirs,
                peak.gflop() / medians[entries.size()] * 1e3, report.maxError(), entries.getFirst().ready.algorithm());
    }

    private record Entry(String name, Peer.Ready ready, int warmCalls) implements Turns.Timed {
        @Override
        public void run() {
            ready.run();
        }

        @Override
        public void tidy() {
            ready.tidy();
        }

    }
}
