package io.github.convgrad.bench.peer;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.check.Results;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * oneDNN through its C++ interface. It is measured in two ways:
 * <ul>
 * <li><em>any</em>: tensors lie in the layouts it likes best, bringing them there is not counted;
 * <li><em>plain</em>: tensors are NCHW and OIHW. That can be had by letting it choose and reordering around it, which
 *     is counted, or by asking for a primitive that works on NCHW itself. Both are tried, the faster one counts.
 * </ul>
 */
final class OneDnnPeer implements Peer {

    /** Where the tensors lie. */
    enum Layouts { PLAIN, ANY }

    private static final int TRIALS = 3;
    private static final String REFERENCE = "ref:";

    private final Layouts layouts;
    private final engine cpu = new engine(engine.kind.cpu, 0);
    private final stream queue = new stream(cpu);

    OneDnnPeer(Layouts layouts) {
        this.layouts = layouts;
    }

    @Override
    public String name() {
        return layouts == Layouts.PLAIN ? "onednn_plain" : "onednn_any";
    }

    @Override
    public Ready prepare(ConvShape shape, PassKind pass, Tensors tensors) {
        Call own = new Call(shape, pass, tensors, false, layouts == Layouts.PLAIN);
        if (layouts == Layouts.ANY) {
            return own;
        }
        Call direct;
        try {
            direct = new Call(shape, pass, tensors, true, true);
        } catch (RuntimeException noSuchPrimitive) {
            return own;
        }
        // Its reference loops take minutes; nobody runs them who has a choice.
        boolean directIsFaster = !direct.algorithm().contains(REFERENCE) && fastest(direct) < fastest(own);
        (directIsFaster ? own : direct).close();
        return directIsFaster ? direct : own;
    }

    private static long fastest(Call call) {
        // The first run fills caches and pages.
        call.run();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long began = System.nanoTime();
            call.run();
            best = Math.min(best, System.nanoTime() - began);
        }
        return best;
    }

    /** One primitive with its memories and reorders. */
    private final class Call implements Ready {

        /** All native objects, in the order of their making: freed in the opposite one, and alive until then. */
        private final List<Pointer> kept = new ArrayList<>();
        private final IntMemoryMap arguments = keep(new IntMemoryMap());
        private final List<Move> before = new ArrayList<>();
        private final List<Move> after = new ArrayList<>();
        private final boolean countReorders;
        private final PassKind pass;
        private final primitive work;
        private final String implementation;
        private FloatPointer main;
        private FloatPointer bias;

        private record Move(reorder how, memory from, memory to) {
        }

        Call(ConvShape s, PassKind pass, Tensors t, boolean plainPrimitive, boolean countReorders) {
            this.countReorders = countReorders;
            this.pass = pass;
            try {
                long[] strides = {s.strideH(), s.strideW()};
                // oneDNN counts dilation from 0.
                long[] dilation = {s.dilationH() - 1, s.dilationW() - 1};
                long[] padBegin = {s.padTop(), s.padLeft()};
                long[] padEnd = {s.padBottom(), s.padRight()};
                long[] xSizes = {s.batch(), s.inChannels(), s.inHeight(), s.inWidth()};
                long[] ySizes = {s.batch(), s.outChannels(), s.outHeight(), s.outWidth()};
                long[] wSizes = s.groups() == 1
                        ? new long[] {s.outChannels(), s.inChannels(), s.kernelHeight(), s.kernelWidth()}
                        : new long[] {s.groups(), s.outChannelsPerGroup(), s.inChannelsPerGroup(), s.kernelHeight(),
                                s.kernelWidth()};
                memory.desc xPlain = plain(xSizes);
                memory.desc yPlain = plain(ySizes);
                memory.desc wPlain = plain(wSizes);
                memory.desc b = plain(s.outChannels());
                memory.desc x = plainPrimitive ? xPlain : any(xSizes);
                memory.desc y = plainPrimitive ? yPlain : any(ySizes);
                memory.desc w = plainPrimitive ? wPlain : any(wSizes);
                int method = algorithm.convolution_direct.value;
                convolution_forward.primitive_desc forward = keep(new convolution_forward.primitive_desc(cpu,
                        prop_kind.forward_training.value, method, x, w, b, y, strides, dilation, padBegin, padEnd));
                switch (pass) {
                    case FORWARD -> {
                        input(DNNL_ARG_SRC, xPlain, forward.src_desc(), t.x());
                        input(DNNL_ARG_WEIGHTS, wPlain, forward.weights_desc(), t.w());
                        input(DNNL_ARG_BIAS, b, b, t.b());
                        main = output(DNNL_ARG_DST, yPlain, forward.dst_desc(), s.yLength());
                        work = keep(new convolution_forward(forward));
                        implementation = name(forward.impl_info_str());
                    }
                    case DX -> {
                        var backward = keep(new convolution_backward_data.primitive_desc(cpu, method, x, w, y, strides,
                                dilation, padBegin, padEnd, forward));
                        input(DNNL_ARG_DIFF_DST, yPlain, backward.diff_dst_desc(), t.dy());
                        input(DNNL_ARG_WEIGHTS, wPlain, backward.weights_desc(), t.w());
                        main = output(DNNL_ARG_DIFF_SRC, xPlain, backward.diff_src_desc(), s.xLength());
                        work = keep(new convolution_backward_data(backward));
                        implementation = name(backward.impl_info_str());
                    }
                    case DW -> {
                        var backward = keep(new convolution_backward_weights.primitive_desc(cpu, method, x, w, b, y,
                                strides, dilation, padBegin, padEnd, forward));
                        input(DNNL_ARG_SRC, xPlain, backward.src_desc(), t.x());
                        input(DNNL_ARG_DIFF_DST, yPlain, backward.diff_dst_desc(), t.dy());
                        main = output(DNNL_ARG_DIFF_WEIGHTS, wPlain, backward.diff_weights_desc(), s.wLength());
                        bias = output(DNNL_ARG_DIFF_BIAS, b, b, s.bLength());
                        work = keep(new convolution_backward_weights(backward));
                        implementation = name(backward.impl_info_str());
                    }
                    default -> throw new IllegalArgumentException("pass " + pass);
                }
            } catch (RuntimeException failed) {
                close();
                throw failed;
            }
            if (!countReorders) {
                move(before);
            }
        }

        @Override
        public void run() {
            if (countReorders) {
                move(before);
            }
            work.execute(queue, arguments);
            if (countReorders) {
                move(after);
            }
            queue._wait();
        }

        @Override
        public void read(Results into) {
            if (!countReorders) {
                move(after);
                queue._wait();
            }
            main.position(0).get(into.main());
            if (pass == PassKind.DW) {
                bias.position(0).get(into.bias());
            }
        }

        @Override
        public String algorithm() {
            return implementation;
        }

        @Override
        public void close() {
            for (int i = kept.size() - 1; i >= 0; i--) {
                kept.get(i).close();
            }
            kept.clear();
        }

        private void move(List<Move> moves) {
            for (Move m : moves) {
                m.how().execute(queue, m.from(), m.to());
            }
        }

        private void input(int argument, memory.desc plain, memory.desc wanted, float[] values) {
            FloatPointer data = keep(new FloatPointer(values));
            memory user = keep(new memory(plain, cpu, data));
            memory theirs = user;
            if (!plain.equals(keep(wanted))) {
                theirs = keep(new memory(wanted, cpu));
                before.add(new Move(keep(new reorder(user, theirs)), user, theirs));
            }
            arguments.put(argument, theirs);
        }

        private FloatPointer output(int argument, memory.desc plain, memory.desc wanted, long length) {
            FloatPointer data = keep(new FloatPointer(length));
            memory user = keep(new memory(plain, cpu, data));
            memory theirs = user;
            if (!plain.equals(keep(wanted))) {
                theirs = keep(new memory(wanted, cpu));
                after.add(new Move(keep(new reorder(theirs, user)), theirs, user));
            }
            arguments.put(argument, theirs);
            return data;
        }

        private memory.desc plain(long... sizes) {
            return keep(new memory.desc(sizes, memory.data_type.f32, switch (sizes.length) {
                case 1 -> memory.format_tag.a;
                case 4 -> memory.format_tag.abcd;
                default -> memory.format_tag.abcde;
            }));
        }

        private memory.desc any(long... sizes) {
            return keep(new memory.desc(sizes, memory.data_type.f32, memory.format_tag.any));
        }

        private String name(BytePointer text) {
            return keep(text).getString();
        }

        private <P extends Pointer> P keep(P pointer) {
            kept.add(pointer);
            return pointer;
        }
    }
}
