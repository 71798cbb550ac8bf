package io.github.convgrad.internal.gemm;

/**
 * Where the points of a lattice lie in the tensor a product writes.
 *
 * @param channels     channels of an image, all groups
 * @param depth        the tensor's depth
 * @param height       the tensor's height
 * @param width        the tensor's width
 * @param beginD       index of lattice depth 0
 * @param beginH       index of lattice row 0
 * @param beginW       index of lattice point 0
 * @param stepD        from one lattice depth to the next
 * @param stepH        from one lattice row to the next
 * @param stepW        from one lattice point to the next
 * @param latticeDepth lattice depths of an image
 */
public record LatticeTarget(int channels, int depth, int height, int width, int beginD, int beginH, int beginW,
        int stepD, int stepH, int stepW, int latticeDepth) {

    /** Elements of one channel of one image. */
    public int plane() {
        return depth * height * width;
    }

    /** Whether lattice rows of so many points follow each other without a gap. */
    boolean rowsAdjoin(int rowPoints) {
        return rowPoints == width && stepH == 1 && stepW == 1;
    }

    /** Where point 0 of a lattice row of a channel lies. */
    public int rowStart(int latticePlane, int latticeRow, int channel) {
        // Divisions are slow, and planes are mostly images.
        int image = latticeDepth == 1 ? latticePlane : latticePlane / latticeDepth;
        int d = latticePlane - image * latticeDepth;
        return ((image * channels + channel) * depth + beginD + d * stepD) * height * width
                + (beginH + latticeRow * stepH) * width + beginW;
    }
}
