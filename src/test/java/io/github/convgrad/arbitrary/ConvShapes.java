package io.github.convgrad.arbitrary;

import io.github.convgrad.ConvShape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Shapes of every kind: ranks 1 to 3, strides above the kernel, pads above the kernel, uneven and negative ones,
 * dilation, groups, depthwise, channel multipliers, batch 0. Channel counts lean to those that end in the middle of a
 * vector or a tile. Every shape is legal by construction and small enough for the plain loops; shrinks to ones.
 *
 * <p>{@link ConvShapesTest} checks that each kind is really hit.
 */
public final class ConvShapes implements ArbitrarySupplier<ConvShape> {

    /** A shape that draws more multiply-adds than this is cut down: image, batch, channels, rank, in this order. */
    static final long MOST_MULTIPLY_ADDS = 600_000;

    @Override
    public Arbitrary<ConvShape> get() {
        Arbitrary<Style> style = Arbitraries.frequency(
                Tuple.of(10, Style.FREE), Tuple.of(1, Style.POINTWISE),
                Tuple.of(3, Style.THREE), Tuple.of(1, Style.PATCHES));
        Arbitrary<Integer> rank = Arbitraries.frequency(Tuple.of(3, 1), Tuple.of(6, 2), Tuple.of(3, 3));
        Arbitrary<Integer> batch = Arbitraries.frequency(
                Tuple.of(8, 1), Tuple.of(4, 2), Tuple.of(2, 3), Tuple.of(1, 4), Tuple.of(1, 0));
        return Combinators.combine(style, rank, batch, channels(), axis(3), axis(10), axis(40))
                .as((st, r, n, c, d, h, w) -> new Draft(st, r, n, c, new Axis[] {d, h, w}).bounded().shape())
                .withoutEdgeCases();
    }

    /** What is imposed on the axes, so that layers as they are used come up often enough. */
    private enum Style { FREE, POINTWISE, THREE, PATCHES }

    private record Channels(int groups, int inPerGroup, int outPerGroup) {
    }

    private static Arbitrary<Channels> channels() {
        Arbitrary<Integer> tails = Arbitraries.of(1, 3, 4, 5, 8, 14, 16, 17, 32, 33);
        Arbitrary<Integer> dense = Arbitraries.frequencyOf(
                Tuple.of(4, tails), Tuple.of(1, Arbitraries.integers().between(1, 40)));
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 9);
        Arbitrary<Integer> one = Arbitraries.just(1);
        return Arbitraries.frequencyOf(
                Tuple.of(6, Combinators.combine(one, dense, dense).as(Channels::new)),
                Tuple.of(2, Combinators.combine(Arbitraries.integers().between(2, 5), few, few).as(Channels::new)),
                Tuple.of(2, Combinators.combine(dense, one, one).as(Channels::new)),
                Tuple.of(1, Combinators.combine(few, one, Arbitraries.integers().between(2, 3)).as(Channels::new)));
    }

    /** One axis; {@code spare} is how far the input goes beyond what a single output needs. */
    private record Axis(int kernel, int stride, int dilation, int padBegin, int padEnd, int spare) {

        static Axis of(int kernel, int stride, int dilation, Pads pads, int spare) {
            int extent = (kernel - 1) * dilation + 1;
            return switch (pads.kind) {
                case NONE -> new Axis(kernel, stride, dilation, 0, 0, spare);
                case CENTRED -> new Axis(kernel, stride, dilation, extent / 2, extent / 2, spare);
                case UNEVEN -> new Axis(kernel, stride, dilation, pads.first, pads.second, spare);
                case WIDE -> new Axis(kernel, stride, dilation, extent + pads.first, pads.second, spare);
                case WIDE_END -> new Axis(kernel, stride, dilation, pads.first, extent + pads.second, spare);
                case UNREAD -> new Axis(kernel, stride, dilation, pads.first, -1 - pads.second, spare);
            };
        }

        int extent() {
            return (kernel - 1) * dilation + 1;
        }

        int in() {
            return Math.max(1 - Math.min(padEnd, 0), extent() - padBegin - padEnd) + spare;
        }

        int out() {
            return (in() + padBegin + padEnd - extent()) / stride + 1;
        }

        Axis withSpare(int s) {
            return new Axis(kernel, stride, dilation, padBegin, padEnd, s);
        }

        Axis styled(Style style) {
            return switch (style) {
                case FREE -> this;
                case POINTWISE -> new Axis(1, 1, 1, 0, 0, spare);
                case THREE -> new Axis(3, 1, 1, 1, 1, spare);
                case PATCHES -> new Axis(kernel, kernel, 1, 0, 0, spare);
            };
        }
    }

    private enum PadKind { NONE, CENTRED, UNEVEN, WIDE, WIDE_END, UNREAD }

    private record Pads(PadKind kind, int first, int second) {
    }

    private static Arbitrary<Axis> axis(int mostSpare) {
        Arbitrary<Integer> kernel = Arbitraries.frequency(Tuple.of(4, 1), Tuple.of(6, 3), Tuple.of(2, 2),
                Tuple.of(1, 4), Tuple.of(2, 5), Tuple.of(1, 7));
        Arbitrary<Integer> stride = Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.just(1)),
                Tuple.of(3, Arbitraries.just(2)), Tuple.of(2, Arbitraries.integers().between(3, 7)));
        Arbitrary<Integer> dilation = Arbitraries.frequency(Tuple.of(7, 1), Tuple.of(2, 2), Tuple.of(1, 3));
        Arbitrary<PadKind> kind = Arbitraries.frequency(Tuple.of(5, PadKind.NONE), Tuple.of(5, PadKind.CENTRED),
                Tuple.of(3, PadKind.UNEVEN), Tuple.of(1, PadKind.WIDE), Tuple.of(1, PadKind.WIDE_END),
                Tuple.of(1, PadKind.UNREAD));
        Arbitrary<Integer> upToTwo = Arbitraries.integers().between(0, 2);
        Arbitrary<Pads> pads = Combinators.combine(kind, upToTwo, upToTwo).as(Pads::new);
        Arbitrary<Integer> spare = Arbitraries.frequencyOf(
                Tuple.of(2, upTo(Math.min(4, mostSpare))), Tuple.of(3, upTo(mostSpare)));
        return Combinators.combine(kernel, stride, dilation, pads, spare).as(Axis::of);
    }

    private static Arbitrary<Integer> upTo(int most) {
        return Arbitraries.integers().between(0, most).withDistribution(RandomDistribution.uniform());
    }

    /** Numbers as drawn, which may ask for too much work. */
    private record Draft(Style style, int rank, int batch, Channels channels, Axis[] axes) {

        Draft {
            axes = axes.clone();
            for (int i = 0; i < 3; i++) {
                axes[i] = axes[i].styled(style);
            }
        }

        long multiplyAdds() {
            long m = (long) Math.max(batch, 1) * channels.groups * channels.inPerGroup * channels.outPerGroup;
            for (int i = 3 - rank; i < 3; i++) {
                m *= (long) axes[i].out() * axes[i].kernel;
            }
            return m;
        }

        Draft bounded() {
            Draft d = this;
            while (d.multiplyAdds() > MOST_MULTIPLY_ADDS) {
                d = d.smaller();
            }
            return d;
        }

        private Draft smaller() {
            int widest = 2;
            for (int i = 3 - rank; i < 3; i++) {
                if (axes[i].spare > axes[widest].spare) {
                    widest = i;
                }
            }
            if (axes[widest].spare > 2) {
                Axis[] fewer = axes.clone();
                fewer[widest] = axes[widest].withSpare(axes[widest].spare * 2 / 3);
                return new Draft(Style.FREE, rank, batch, channels, fewer);
            }
            if (batch > 1) {
                return new Draft(Style.FREE, rank, batch - 1, channels, axes);
            }
            int g = channels.groups;
            int ci = channels.inPerGroup;
            int co = channels.outPerGroup;
            if (g == 1 && ci == 1 && co == 1) {
                return new Draft(Style.FREE, rank - 1, batch, channels, axes);
            }
            if (g >= ci && g >= co) {
                g = (g + 1) / 2;
            } else if (ci >= co) {
                ci = (ci + 1) / 2;
            } else {
                co = (co + 1) / 2;
            }
            return new Draft(Style.FREE, rank, batch, new Channels(g, ci, co), axes);
        }

        ConvShape shape() {
            int[] in = new int[rank];
            int[] kernel = new int[rank];
            int[] stride = new int[rank];
            int[] dilation = new int[rank];
            int[] padBegin = new int[rank];
            int[] padEnd = new int[rank];
            for (int i = 0; i < rank; i++) {
                Axis a = axes[3 - rank + i];
                in[i] = a.in();
                kernel[i] = a.kernel;
                stride[i] = a.stride;
                dilation[i] = a.dilation;
                padBegin[i] = a.padBegin;
                padEnd[i] = a.padEnd;
            }
            return ConvShape.builder().batch(batch)
                    .channels(channels.groups * channels.inPerGroup, channels.groups * channels.outPerGroup)
                    .groups(channels.groups).input(in).kernel(kernel).stride(stride).dilation(dilation)
                    .padBegin(padBegin).padEnd(padEnd).build();
        }
    }
}
