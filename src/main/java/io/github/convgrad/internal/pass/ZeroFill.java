package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.LatticeTarget;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.patch.GradientPhase;

/** Writes zeros to the elements of {@code dx} that no tap reaches. One task for each image. */
final class ZeroFill implements Stage {
    private final int images;
    private final int rowsD;
    private final int rowsH;
    private final int points;
    private final LatticeTarget target;

    ZeroFill(ConvShape s, GradientPhase phase, LatticeTarget target) {
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
                for (int h = 0; h < rowsH; h++) {
                    int at = target.rowStart(image * rowsD + d, h, c);
                    for (int p = 0; p < points; p++) {
                        dx[at + p * target.stepW()] = 0f;
                    }
                }
            }
        }
    }
}
