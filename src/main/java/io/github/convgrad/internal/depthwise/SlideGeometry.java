package io.github.convgrad.internal.depthwise;

import io.github.convgrad.internal.depthwise.SlideAxis.Tap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The sizes of results that are sums of few sources slid by taps, and the order of those sums.
 *
 * @param sources channels of one group that are read
 * @param results channels of one group that are written
 */
record SlideGeometry(int batch, int groups, int sources, int results, SlideAxis depth, SlideAxis height,
        SlideAxis width) {

    int sourcePlane() {
        return height.sources() * width.sources();
    }

    int resultPlane() {
        return height.results() * width.results();
    }

    int kernelPlane() {
        return height.taps().size() * width.taps().size();
    }

    int taps() {
        return depth.taps().size() * kernelPlane();
    }

    /** Whether sums go through their taps column by column: shapes for tall kernels, whether or not there are any. */
    boolean byColumns() {
        int rows = height.taps().size(), slots = sources * depth.taps().size();
        return depth.taps().size() == 1 && height.resultStep() * width.resultStep() == 1
                && height.sourceStep() * width.sourceStep() == 1 && (rows == 5 || rows == 7 || rows == 3 && slots > 1)
                && height.maxShift() - height.minShift() == rows - 1;
    }

    /**
     * The pairs of taps along height and width in the order in which a sum goes through them.
     *
     * @param pair      of result phases
     * @param byColumns whether column by column, otherwise row by row
     */
    List<Tap[]> chain(int pair, boolean byColumns) {
        List<Tap[]> order = new ArrayList<>();
        for (Tap row : height.tapsOf(pair / width.resultStep())) {
            for (Tap column : width.tapsOf(pair % width.resultStep())) {
                order.add(new Tap[] {row, column});
            }
        }
        if (byColumns) {
            order.sort(Comparator.comparingInt(t -> t[1].shift()));
        }
        return order;
    }
}
