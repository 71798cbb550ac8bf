package io.github.convgrad.bench.digits;

/** Turns {@code [batch][features]} into {@code [features][batch]}, the form of the dense layers. */
final class BatchLast implements NetworkLayer {

    private final int batch;
    private final int features;
    private final float[] y;
    private final float[] dx;

    BatchLast(int batch, int features) {
        this.batch = batch;
        this.features = features;
        y = new float[batch * features];
        dx = new float[batch * features];
    }

    @Override
    public float[] forward(float[] x) {
        for (int n = 0; n < batch; n++) {
            for (int f = 0; f < features; f++) {
                y[f * batch + n] = x[n * features + f];
            }
        }
        return y;
    }

    @Override
    public float[] backward(float[] x, float[] dy) {
        for (int n = 0; n < batch; n++) {
            for (int f = 0; f < features; f++) {
                dx[n * features + f] = dy[f * batch + n];
            }
        }
        return dx;
    }
}
