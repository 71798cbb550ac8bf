package io.github.convgrad.bench.peer;

import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.check.Results;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's own operators, NCHW. It makes new tensors for its results in every call; freeing them is not timed. */
final class PyTorchPeer implements Peer {

    /** @param threads what PyTorch may use */
    PyTorchPeer(int threads) {
        torch.set_num_threads(threads);
    }

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public Ready prepare(ConvShape shape, PassKind pass, Tensors tensors) {
        return new Call(shape, pass, tensors);
    }

    private static final class Call implements Ready {

        private final PassKind pass;
        private final int groups;
        private final FloatPointer xData;
        private final FloatPointer wData;
        private final FloatPointer bData;
        private final FloatPointer dyData;
        private final Tensor x;
        private final Tensor w;
        private final Tensor b;
        private final Tensor dy;
        private final TensorOptional bias;
        private final Sizes stride;
        private final Sizes pad;
        private final Sizes dilation;
        private final Sizes outputPad = new Sizes(0, 0);
        private final Sizes biasSize;
        private final LongArrayRefOptional biasSizes;
        private final BoolPointer mask;
        private Tensor y;
        private T_TensorTensorTensor_T gradients;

        Call(ConvShape s, PassKind pass, Tensors t) {
            this.pass = pass;
            groups = s.groups();
            xData = new FloatPointer(t.x());
            wData = new FloatPointer(t.w());
            bData = new FloatPointer(t.b());
            dyData = new FloatPointer(t.dy());
            x = torch.from_blob(xData, s.batch(), s.inChannels(), s.inHeight(), s.inWidth());
            w = torch.from_blob(wData, s.outChannels(), s.inChannelsPerGroup(), s.kernelHeight(), s.kernelWidth());
            b = torch.from_blob(bData, s.outChannels());
            dy = torch.from_blob(dyData, s.batch(), s.outChannels(), s.outHeight(), s.outWidth());
            bias = new TensorOptional(b);
            stride = new Sizes(s.strideH(), s.strideW());
            pad = new Sizes(s.padTop(), s.padLeft());
            dilation = new Sizes(s.dilationH(), s.dilationW());
            biasSize = new Sizes(s.outChannels());
            biasSizes = new LongArrayRefOptional(biasSize.view);
            boolean dx = pass == PassKind.DX;
            mask = new BoolPointer(3).put(0, dx).put(1, !dx).put(2, !dx);
        }

        @Override
        public void run() {
            if (pass == PassKind.FORWARD) {
                y = torch.convolution(x, w, bias, stride.view, pad.view, dilation.view, false, outputPad.view, groups);
            } else {
                gradients = torch.convolution_backward(dy, x, w, biasSizes, stride.view, pad.view, dilation.view, false,
                        outputPad.view, groups, mask);
            }
        }

        @Override
        public void tidy() {
            if (y != null) {
                y.close();
                y = null;
            }
            if (gradients != null) {
                gradients.close();
                gradients = null;
            }
        }

        @Override
        public void read(Results into) {
            switch (pass) {
                case FORWARD -> copy(y, into.main());
                case DX -> copy(gradients.get0(), into.main());
                case DW -> {
                    copy(gradients.get1(), into.main());
                    copy(gradients.get2(), into.bias());
                }
            }
        }

        private static void copy(Tensor from, float[] to) {
            try (Tensor rowMajor = from.contiguous(); Pointer data = rowMajor.data_ptr();
                    FloatPointer floats = new FloatPointer(data)) {
                floats.get(to);
            }
        }

        @Override
        public String algorithm() {
            return "convolution" + (pass == PassKind.FORWARD ? "" : "_backward");
        }

        @Override
        public void close() {
            tidy();
            for (Pointer p : new Pointer[] {bias, x, w, b, dy, xData, wData, bData, dyData, mask, biasSizes}) {
                p.close();
            }
        }
    }

    /** PyTorch's view of some longs, and the longs: who keeps only the view sees them vanish. */
    private static final class Sizes {
        private final LongPointer values;
        private final LongArrayRef view;

        Sizes(long... sizes) {
            values = new LongPointer(sizes);
            view = new LongArrayRef(values, sizes.length);
        }
    }
}
