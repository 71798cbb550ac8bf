package io.github.convgrad.bench.digits;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.Workers;
import io.github.convgrad.reference.NaiveConvolution;

/** Who computes the convolutions of the network. */
public interface ConvEngine {

    /** One layer's convolution; the tensors are those of the library. */
    interface Convolution {
        /** Computes {@code y}. */
        void forward(float[] x, float[] w, float[] b, float[] y);

        /** Computes {@code dw}, {@code db} and, unless it is null, {@code dx}. */
        void backward(float[] x, float[] w, float[] dy, float[] dx, float[] dw, float[] db);
    }

    /** @return the convolution of a layer */
    Convolution of(ConvShape shape);

    /** @return the library */
    static ConvEngine simd(Workers workers) {
        return shape -> {
            ConvPlan plan = workers.plan(shape, Accuracy.STANDARD);
            return new Convolution() {
                @Override
                public void forward(float[] x, float[] w, float[] b, float[] y) {
                    plan.forward(x, w, b, y);
                }

                @Override
                public void backward(float[] x, float[] w, float[] dy, float[] dx, float[] dw, float[] db) {
                    plan.backward(x, w, dy, dx, dw, db);
                }
            };
        };
    }

    /** @return the plain loops the library is measured against, in the calling thread */
    static ConvEngine naive() {
        return shape -> new Convolution() {
            @Override
            public void forward(float[] x, float[] w, float[] b, float[] y) {
                NaiveConvolution.forward(shape, x, w, b, y);
            }

            @Override
            public void backward(float[] x, float[] w, float[] dy, float[] dx, float[] dw, float[] db) {
                NaiveConvolution.backward(shape, x, w, dy, dx, dw, db);
            }
        };
    }
}
