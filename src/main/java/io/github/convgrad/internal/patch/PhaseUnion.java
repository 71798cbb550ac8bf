package io.github.convgrad.internal.patch;

import io.github.convgrad.ConvShape;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * All that the phases of a gradient meet of {@code dy}, as one set of taps over one lattice: what is staged once serves
 * every phase. Phases of a stride displace their taps by nearly the same amounts, so that the set is hardly larger than
 * that of the largest phase.
 */
public final class PhaseUnion {
    private final PatchGeometry geometry;

    /** Joins the phases of a shape. */
    public PhaseUnion(ConvShape s, List<LatticePart> phases) {
        geometry = new PatchGeometry(s.outChannelsPerGroup(), join(phases, LatticePart::d),
                join(phases, LatticePart::h), join(phases, LatticePart::w));
    }

    private static AxisTaps join(List<LatticePart> phases, Function<LatticePart, LatticePart.Axis> axis) {
        List<AxisTaps> all = phases.stream().map(axis).map(LatticePart.Axis::taps).toList();
        int count = all.stream().mapToInt(AxisTaps::count).max().orElseThrow();
        int[] offsets = all.stream().flatMapToInt(taps -> IntStream.range(0, taps.taps()).map(taps::offset)).sorted()
                .distinct().toArray();
        return new AxisTaps(count, all.getFirst().size(), 1, offsets);
    }

    /** The patches of {@code dy} that hold those of every phase, over as many points as the largest phase has. */
    public PatchGeometry geometry() {
        return geometry;
    }

    /** For each tap of a phase, in its order, which tap of {@link #geometry} it is. */
    public int[] taps(LatticePart phase) {
        int[] d = places(phase.d().taps(), geometry.d()), h = places(phase.h().taps(), geometry.h());
        int[] w = places(phase.w().taps(), geometry.w());
        int[] taps = new int[d.length * h.length * w.length];
        int t = 0;
        for (int td : d) {
            for (int th : h) {
                for (int tw : w) {
                    taps[t++] = (td * geometry.h().taps() + th) * geometry.w().taps() + tw;
                }
            }
        }
        return taps;
    }

    private static int[] places(AxisTaps some, AxisTaps all) {
        return IntStream.range(0, some.taps()).map(t -> IntStream.range(0, all.taps())
                .filter(u -> all.offset(u) == some.offset(t)).findFirst().orElseThrow()).toArray();
    }
}
