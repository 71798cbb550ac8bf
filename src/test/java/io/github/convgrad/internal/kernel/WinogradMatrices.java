package io.github.convgrad.internal.kernel;

/** The matrices of F(m x m, 3 x 3) in double, built from the interpolation points alone. */
record WinogradMatrices(double[][] bt, double[][] g, double[][] at) {

    /** Toom and Cook: evaluate at the points and at infinity, multiply, interpolate. */
    static WinogradMatrices of(int m, double[] points) {
        int a = m + 2, n = a - 1;
        double[][] bt = new double[a][a], g = new double[a][3], at = new double[m][a];
        for (int i = 0; i < n; i++) {
            double[] others = {1};
            double scale = 1;
            for (int j = 0; j < n; j++) {
                if (j != i) {
                    others = timesRoot(others, points[j]);
                    scale *= points[i] - points[j];
                }
            }
            System.arraycopy(others, 0, bt[i], 0, n);
            for (int j = 0; j < 3; j++) {
                g[i][j] = Math.pow(points[i], j) / scale;
            }
            for (int j = 0; j < m; j++) {
                at[j][i] = Math.pow(points[i], j);
            }
        }
        double[] all = {1};
        for (double point : points) {
            all = timesRoot(all, point);
        }
        bt[n] = all;
        g[n][2] = 1;
        at[m - 1][n] = 1;
        return new WinogradMatrices(bt, g, at);
    }

    private static double[] timesRoot(double[] polynomial, double root) {
        double[] product = new double[polynomial.length + 1];
        for (int i = 0; i < polynomial.length; i++) {
            product[i + 1] += polynomial[i];
            product[i] -= root * polynomial[i];
        }
        return product;
    }

    /** Those of F(m, 3) as the transforms have them. */
    static WinogradMatrices of(int m) {
        // F(2,3) is written with another sign of the first and last frequency, which cancels in every product.
        return m == 2 ? new WinogradMatrices(
                new double[][] {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}},
                new double[][] {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}},
                new double[][] {{1, 1, 1, 0}, {0, 1, -1, -1}})
                : of(4, new double[] {0, 0.625, -0.625, 1.5, -1.5});
    }
}
