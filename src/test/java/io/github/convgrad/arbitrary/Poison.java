package io.github.convgrad.arbitrary;

import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Runs passes on scratch full of NaN: what was not written first shows in the results. */
public final class Poison {
    private Poison() {
    }

    /** An array of NaN. */
    public static float[] poisoned(long length) {
        float[] values = new float[Math.toIntExact(length)];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    /** Runs all tasks of a pass, backwards from a random one on, each on a worker's scratch of its own. */
    public static void run(Pass pass, Tensors tensors, SplittableRandom random) {
        float[] shared = poisoned(pass.sharedFloats()), own = poisoned(pass.workerFloats());
        for (Stage stage : pass.stages()) {
            int count = stage.tasks(), start = count == 0 ? 0 : random.nextInt(count);
            for (int i = 0; i < count; i++) {
                Arrays.fill(own, Float.NaN);
                stage.run((start + count - i) % count, tensors, shared, own);
            }
        }
    }
}
