package io.github.convgrad.bench.digits;

/** {@code y = max(0, x)}. */
final class Rectifier implements NetworkLayer {

    private final float[] y;
    private final float[] dx;

    Rectifier(int length) {
        y = new float[length];
        dx = new float[length];
    }

    @Override
    public float[] forward(float[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.max(0, x[i]);
        }
        return y;
    }

    @Override
    public float[] backward(float[] x, float[] dy) {
        for (int i = 0; i < dx.length; i++) {
            dx[i] = x[i] > 0 ? dy[i] : 0;
        }
        return dx;
    }
}
