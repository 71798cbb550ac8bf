package io.github.convgrad.internal.depthwise;

import io.github.convgrad.internal.depthwise.SlideAxis.Tap;
import java.util.List;

/** Which taps along the depth a result plane has, and which source planes they meet. */
final class PlaneSlots {
    private final int[][] kernelIndex;
    private final int[][] source;

    PlaneSlots(SlideAxis depth) {
        kernelIndex = new int[depth.results()][];
        source = new int[depth.results()][];
        for (int r = 0; r < depth.results(); r++) {
            int point = r / depth.resultStep();
            List<Tap> live = depth.tapsOf(r % depth.resultStep()).stream()
                    .filter(t -> inside(sourceOf(point, t, depth), depth.sources())).toList();
            kernelIndex[r] = live.stream().mapToInt(Tap::index).toArray();
            source[r] = live.stream().mapToInt(t -> sourceOf(point, t, depth)).toArray();
        }
    }

    private static int sourceOf(int point, Tap tap, SlideAxis depth) {
        return (point + tap.shift()) * depth.sourceStep() + tap.sourcePhase();
    }

    private static boolean inside(int index, int size) {
        return index >= 0 && index < size;
    }

    /** Taps that meet a source plane at result plane {@code r}. */
    int count(int r) {
        return source[r].length;
    }

    /** Index in the kernel of the {@code i}-th of them. */
    int kernelIndex(int r, int i) {
        return kernelIndex[r][i];
    }

    /** The source plane the {@code i}-th of them meets. */
    int source(int r, int i) {
        return source[r][i];
    }
}
