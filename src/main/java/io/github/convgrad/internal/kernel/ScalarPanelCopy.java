package io.github.convgrad.internal.kernel;

/** The copies in plain loops. */
public final class ScalarPanelCopy implements PanelCopy {
    private final int width;

    /**
     * The copies for panels of one width.
     *
     * @param lanes floats of a vector
     */
    public ScalarPanelCopy(int lanes) {
        width = 2 * lanes;
    }

    @Override
    public void cut(int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to, int column,
            int panelPitch) {
        for (int k = 0; k < kc; k++) {
            int row = from + rows[ro + k], at = to + k * width;
            for (int j = 0; j < len;) {
                int c = column + j, run = Math.min(len - j, width - c % width);
                System.arraycopy(src, row + j, dst, at + c / width * panelPitch + c % width, run);
                j += run;
            }
        }
    }

    @Override
    public void cutPieces(int kc, float[] src, int from, int[] rows, int pieces, int[] sources, int[] targets,
            float[] dst, int to) {
        for (int k = 0; k < kc; k++) {
            for (int p = 0; p < pieces; p++) {
                int at = from + rows[k] + sources[p];
                System.arraycopy(src, at, dst, to + k * width + targets[p], Math.min(width / 2, src.length - at));
            }
        }
    }

    @Override
    public void gather(int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to, int pitch) {
        for (int k = 0; k < kc; k++) {
            System.arraycopy(src, from + rows[ro + k], dst, to + k * pitch, len);
        }
    }

    @Override
    public void transpose(int rows, int columns, float[] src, int from, int rowStride, int columnStride,
            float[] dst, int to, int pitch) {
        for (int i = 0; i < rows; i++) {
            int row = from + i * rowStride;
            for (int j = 0; j < columns; j++) {
                dst[to + i + j * pitch] = src[row + j * columnStride];
            }
        }
    }

    @Override
    public void scatter(int rows, int len, float[] src, int from, int pitch, float[] dst, int to, int rowStride,
            int step) {
        for (int i = 0; i < rows; i++) {
            int row = to + i * rowStride, at = from + i * pitch;
            for (int j = 0; j < len; j++) {
                dst[row + j * step] = src[at + j];
            }
        }
    }

    @Override
    public void zip(int rows, int len, float[] src, int even, int odd, int pitch, float[] dst, int to,
            int rowStride) {
        scatter(rows, (len + 1) / 2, src, even, pitch, dst, to, rowStride, 2);
        scatter(rows, len / 2, src, odd, pitch, dst, to + 1, rowStride, 2);
    }

    @Override
    public void addGroups(int size, int count, float[] src, int from, float[] dst, int to) {
        for (int i = 0; i < size; i++) {
            float even = 0f, odd = 0f;
            for (int j = 0; j < count - 1; j += 2) {
                even += src[from + j * size + i];
                odd += src[from + (j + 1) * size + i];
            }
            if (count % 2 == 1) {
                even += src[from + (count - 1) * size + i];
            }
            dst[to + i] += even + odd;
        }
    }

    @Override
    public void copyRows(int rows, int len, float[] src, int from, int rowStride, float[] dst, int to, int pitch) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(src, from + i * rowStride, dst, to + i * pitch, len);
        }
    }

    @Override
    public void copyColumns(int rows, int len, float[] src, int from, int rowStride, int step, float[] dst, int to,
            int pitch) {
        for (int i = 0; i < rows; i++) {
            int row = from + i * rowStride, at = to + i * pitch;
            for (int j = 0; j < len; j++) {
                dst[at + j] = src[row + j * step];
            }
        }
    }
}
