package io.github.convgrad.internal.plan;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.images.ImagePasses;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.winograd.Tiling;
import io.github.convgrad.internal.winograd.WinogradDataGrad;
import io.github.convgrad.internal.winograd.WinogradForward;
import io.github.convgrad.internal.winograd.WinogradWeightGrad;

/**
 * A little of everything that a layer does, on zeros of its own: a few tasks of every pass of the same layer with fewer
 * images. Uses the kernels that the layer uses.
 */
public final class TrialRun implements Runnable {
    /** Output pixels above which a batch is planned like any larger one. */
    private static final int PIXELS = 1024;

    private final Planner.Passes passes;
    private final Workspace workspace;

    /** Makes room for a layer's tensors, few images of them. */
    public TrialRun(ConvShape layer, Accuracy accuracy, KernelSet kernels, int workers) {
        ConvShape s = few(Planner.flattened(layer), accuracy);
        passes = Planner.plan(s, accuracy, kernels, workers);
        workspace = new Workspace(1);
        workspace.tensors.x = new float[(int) s.xLength()];
        workspace.tensors.w = new float[(int) s.wLength()];
        workspace.tensors.b = new float[(int) s.bLength()];
        workspace.tensors.y = new float[(int) s.yLength()];
        workspace.tensors.dy = workspace.tensors.y;
        workspace.tensors.dx = workspace.tensors.x;
        workspace.tensors.dw = workspace.tensors.w;
        workspace.tensors.db = workspace.tensors.b;
    }

    /** The layer with as few of its images as are planned like all of them. */
    static ConvShape few(ConvShape shape, Accuracy accuracy) {
        int images = Math.max(ImagePasses.fewest(shape), Math.ceilDiv(PIXELS, shape.outPixels()));
        for (; images < shape.batch(); images *= 2) {
            ConvShape s = withBatch(shape, images);
            if (cutAlike(s, shape, accuracy)) {
                return s;
            }
        }
        return shape;
    }

    /** Whether the passes that Winograd's algorithm has of a layer cut fewer images as they cut all of them. */
    private static boolean cutAlike(ConvShape few, ConvShape all, Accuracy accuracy) {
        Tiling forward = Tiling.forward(all, accuracy), dataGrad = Tiling.dataGradient(all, accuracy);
        Tiling weightGrad = Tiling.weightGradient(all, accuracy);
        return (WinogradForward.refusal(all, forward) != null || Tiling.forward(few, accuracy).equals(forward))
                && (WinogradDataGrad.refusal(all, dataGrad) != null
                || Tiling.dataGradient(few, accuracy).equals(dataGrad))
                && (WinogradWeightGrad.refusal(all, weightGrad) != null
                || Tiling.weightGradient(few, accuracy).equals(weightGrad));
    }

    private static ConvShape withBatch(ConvShape shape, int images) {
        return ConvShape.builder().batch(images).channels(shape.inChannels(), shape.outChannels())
                .groups(shape.groups()).layout(shape.layout())
                .input(shape.inDepth(), shape.inHeight(), shape.inWidth())
                .kernel(shape.kernelDepth(), shape.kernelHeight(), shape.kernelWidth())
                .stride(shape.strideD(), shape.strideH(), shape.strideW())
                .dilation(shape.dilationD(), shape.dilationH(), shape.dilationW())
                .padBegin(shape.padFront(), shape.padTop(), shape.padLeft())
                .padEnd(shape.padBack(), shape.padBottom(), shape.padRight()).build();
    }

    /** Runs it. Takes about as long as a few images of the layer. */
    @Override
    public void run() {
        workspace.sample(passes.forward());
        workspace.sample(passes.dataGrad());
        workspace.sample(passes.weightGrad());
    }
}
