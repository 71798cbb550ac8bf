package io.github.convgrad.bench.shapes;

import io.github.convgrad.ConvShape;

/**
 * A layer of a layers file.
 *
 * @param id    short, unique in its file: "R2"
 * @param name  where the layer comes from
 * @param shape its sizes
 */
public record NamedShape(String id, String name, ConvShape shape) {

    /** @return operations of one pass, in thousands of millions; a multiply-add is two */
    public double gflop() {
        return 2e-9 * shape.multiplyAdds();
    }
}
