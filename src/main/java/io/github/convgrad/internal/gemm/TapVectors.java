package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.patch.ChannelLastStage;
import io.github.convgrad.internal.patch.PatchGeometry;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns (tap, channel) of the weight gradient's product for one block of channels, as vectors of the turned
 * input, two to a tile. Any two vectors make a tile, for each has an offset of its own; only an odd last one is alone
 * and is paired with itself.
 */
final class TapVectors {
    private final int lanes;
    private final int[] offset;
    private final int[] weight;

    /**
     * Lists the vectors.
     *
     * @param stage    where taps lie
     * @param geometry the taps
     * @param width    channels of the block
     * @param lanes    floats of a vector
     */
    TapVectors(ChannelLastStage stage, PatchGeometry geometry, int width, int lanes) {
        this.lanes = lanes;
        List<Integer> offsets = new ArrayList<>();
        List<Integer> weights = new ArrayList<>();
        int columns = geometry.w().taps();
        int run = stage.columnsAdjoin() ? columns : 1;
        for (int td = 0; td < geometry.d().taps(); td++) {
            for (int th = 0; th < geometry.h().taps(); th++) {
                int kernelRow = (td * geometry.h().taps() + th) * columns;
                for (int tw = 0; tw < columns; tw += run) {
                    for (int at = 0; at < run * width; at += lanes) {
                        offsets.add(stage.tap(td, th, tw) + at);
                        for (int lane = at; lane < at + lanes; lane++) {
                            weights.add(lane >= run * width ? -1
                                    : lane % width * geometry.taps() + kernelRow + tw + lane / width);
                        }
                    }
                }
            }
        }
        if (offsets.size() % 2 != 0) {
            offsets.add(offsets.getLast());
            for (int lane = 0; lane < lanes; lane++) {
                weights.add(-1);
            }
        }
        offset = offsets.stream().mapToInt(Integer::intValue).toArray();
        weight = weights.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Tiles side by side. */
    int pairs() {
        return offset.length / 2;
    }

    /** Whether the two vectors of every tile lie side by side. */
    boolean adjoin() {
        for (int pair = 0; pair < pairs(); pair++) {
            if (offset[2 * pair + 1] != offset[2 * pair] + lanes) {
                return false;
            }
        }
        return true;
    }

    /** Where a vector begins, relative to a patch. */
    int offset(int vector) {
        return offset[vector];
    }

    /** Which weight, counted from the block's first channel of one filter, a column is; -1 if none. */
    int weight(int column) {
        return weight[column];
    }
}
