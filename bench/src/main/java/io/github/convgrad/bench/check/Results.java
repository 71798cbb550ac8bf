package io.github.convgrad.bench.check;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import java.util.Arrays;

/**
 * What a pass writes, filled with NaN beforehand: an element that was left out shows.
 *
 * @param main y, dx or dw
 * @param bias db for {@link PassKind#DW}, else null
 */
public record Results(float[] main, float[] bias) {

    /**
     * Makes room for a pass's results.
     *
     * @param shape of the layer
     * @param pass  which one
     * @return arrays of the right lengths, full of NaN
     */
    public static Results of(ConvShape shape, PassKind pass) {
        float[] main = new float[(int) switch (pass) {
            case FORWARD -> shape.yLength();
            case DX -> shape.xLength();
            case DW -> shape.wLength();
        }];
        float[] bias = pass == PassKind.DW ? new float[(int) shape.bLength()] : null;
        Results results = new Results(main, bias);
        results.poison();
        return results;
    }

    /** Fills everything with NaN. */
    public void poison() {
        Arrays.fill(main, Float.NaN);
        if (bias != null) {
            Arrays.fill(bias, Float.NaN);
        }
    }

    /** @param other filled with the same */
    public void copyTo(Results other) {
        System.arraycopy(main, 0, other.main, 0, main.length);
        if (bias != null) {
            System.arraycopy(bias, 0, other.bias, 0, bias.length);
        }
    }

    /**
     * Runs a pass of a plan into these arrays.
     *
     * @param plan    of the layer
     * @param pass    which one
     * @param tensors its inputs
     */
    public void run(ConvPlan plan, PassKind pass, Tensors tensors) {
        switch (pass) {
            case FORWARD -> plan.forward(tensors.x(), tensors.w(), tensors.b(), main);
            case DX -> plan.backwardData(tensors.w(), tensors.dy(), main);
            case DW -> plan.backwardWeights(tensors.x(), tensors.dy(), main, bias);
        }
    }
}
