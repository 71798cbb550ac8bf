package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.LatticeTarget;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.patch.LatticePart;
import java.util.Arrays;

/**
 * Writes zeros to the elements of {@code dx} that no tap reaches. One task for each image. Where no column of a row is
 * reached, the first phase of the width writes the whole row, and the others are not asked.
 */
final class ZeroFill implements Stage {
    private final int images;
    private final int rowsD;
    private final int rowsH;
    private final int points;
    private final boolean wholeRows;
    private final int width;
    private final int rowStride;
    private final LatticeTarget target;
    private final PanelCopy copy;
    private final int run;
    private final float[] zeros;

    ZeroFill(ConvShape s, LatticePart phase, LatticeTarget target, KernelSet kernels) {
        wholeRows = phase.rowsUnreached();
        width = s.inWidth();
        rowStride = phase.h().step() * width;
        copy = kernels.panelCopy();
        run = 2 * kernels.lanes();
        zeros = new float[3 * kernels.lanes()];
        images = s.batch();
        rowsD = phase.d().taps().count();
        rowsH = phase.h().taps().count();
        points = phase.w().taps().count();
        this.target = target;
    }

    @Override
    public int tasks() {
        return images;
    }

    @Override
    public void run(int image, Tensors tensors, float[] shared, float[] own) {
        float[] dx = tensors.dx;
        for (int c = 0; c < target.channels(); c++) {
            for (int d = 0; d < rowsD; d++) {
                int at = target.rowStart(image * rowsD + d, 0, c);
                if (wholeRows) {
                    for (int h = 0; h < rowsH; h++) {
                        Arrays.fill(dx, at + h * rowStride, at + h * rowStride + width, 0f);
                    }
                } else {
                    for (int p = 0; p < points; p += run) {
                        // Every row of the source is the same.
                        copy.scatter(rowsH, Math.min(run, points - p), zeros, 0, 0, dx, at + p * target.stepW(),
                                rowStride, target.stepW());
                    }
                }
            }
        }
    }
}
