package io.github.convgrad.bench.digits;

import io.github.convgrad.ConvShape;
import java.util.List;
import java.util.SplittableRandom;

/** A convolution with bias, through whichever engine; also a dense layer, see {@link #dense}. */
final class ConvolutionLayer implements NetworkLayer {

    private static final float DECAY = 5e-4f;

    final ConvShape shape;
    final Parameter weights;
    final Parameter bias;
    private final ConvEngine.Convolution convolution;
    private final float[] y;
    private final float[] dx;

    /**
     * @param engine  computes it
     * @param shape   its sizes
     * @param isFirst whether nobody needs the gradient of its input
     * @param random  for the first weights
     */
    ConvolutionLayer(ConvEngine engine, ConvShape shape, boolean isFirst, SplittableRandom random) {
        this.shape = shape;
        convolution = engine.of(shape);
        weights = new Parameter((int) shape.wLength(), DECAY);
        bias = new Parameter((int) shape.bLength(), 0);
        weights.initialise(random, shape.inChannelsPerGroup() * shape.taps());
        y = new float[(int) shape.yLength()];
        dx = isFirst ? null : new float[(int) shape.xLength()];
    }

    /**
     * A dense layer is a 1x1 convolution over an "image" of one row whose pixels are the images of the batch: input
     * {@code [inputs][batch]}, output {@code [outputs][batch]}.
     */
    static ConvolutionLayer dense(ConvEngine engine, int batch, int inputs, int outputs, SplittableRandom random) {
        ConvShape shape = ConvShape.builder().batch(1).channels(inputs, outputs).input(1, batch).kernel(1, 1).build();
        return new ConvolutionLayer(engine, shape, false, random);
    }

    @Override
    public float[] forward(float[] x) {
        convolution.forward(x, weights.value, bias.value, y);
        return y;
    }

    @Override
    public float[] backward(float[] x, float[] dy) {
        convolution.backward(x, weights.value, dy, dx, weights.gradient, bias.gradient);
        return dx;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weights, bias);
    }
}
