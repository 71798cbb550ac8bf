package io.github.convgrad.property;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.ConvShapes;
import io.github.convgrad.arbitrary.Sizes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Where the image lies does not matter, and padding is nothing but zeros. Exact, on small integers. */
class TranslationTest {

    /** Zeros written around {@code x} by hand do what padding does; what {@code padEnd < 0} leaves out can be cut off. */
    @Property(tries = 200)
    void paddingIsZeros(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        ConvData d = ConvData.integers(s, seed);
        int depth = s.inDepth() + s.padFront() + s.padBack();
        int height = s.inHeight() + s.padTop() + s.padBottom();
        int width = s.inWidth() + s.padLeft() + s.padRight();
        ConvShape padded = resized(s, depth, height, width).pad(0).build();
        Box box = new Box(s, padded, s.padFront(), s.padTop(), s.padLeft());
        float[] x = new float[Math.toIntExact(padded.xLength())];
        box.copy(d.x(), x, true);

        Gradients g = Gradients.of(padded, new ConvData(x, d.w(), d.b(), d.dy()));
        // Inputs that are never read have a gradient of zero.
        float[] dx = new float[d.x().length];
        box.copy(dx, g.dx(), false);
        Gradients.of(s, d).assertSameBits(new Gradients(g.y(), dx, g.dw(), g.db()), s);
    }

    /** Moving the image by a whole number of strides moves the output. */
    @Property(tries = 200)
    void movedInputMovedOutput(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 2) int down, @ForAll @IntRange(min = 0, max = 2) int right) {
        int rows = s.spatialRank() > 1 ? down : 0;
        ConvData d = ConvData.integers(s, seed);
        ConvShape moved = resized(s, s.inDepth(), s.inHeight() + rows * s.strideH(), s.inWidth() + right * s.strideW())
                .build();
        Box in = new Box(s, moved, 0, rows * s.strideH(), right * s.strideW());
        float[] x = new float[Math.toIntExact(moved.xLength())];
        in.copy(d.x(), x, true);
        float[] y = Gradients.unwritten(moved).y();
        ConvPlan.of(moved).forward(x, d.w(), d.b(), y);

        float[] expected = Gradients.unwritten(s).y();
        ConvPlan.of(s).forward(d.x(), d.w(), d.b(), expected);
        float[] cut = Gradients.unwritten(s).y();
        Box.ofOutputs(s, moved, 0, rows, right).copy(cut, y, false);
        Gradients.assertSameBits("y", expected, cut, s);
    }

    private static ConvShape.Builder resized(ConvShape s, int depth, int height, int width) {
        ConvShape.Builder b = Sizes.builder(s);
        return switch (s.spatialRank()) {
            case 1 -> b.input(width);
            case 2 -> b.input(height, width);
            default -> b.input(depth, height, width);
        };
    }

    /** A small image at a place in a large one; where the large one is smaller, the rest of the small one is cut off. */
    private record Box(int images, int[] small, int[] large, int[] at) {

        Box(ConvShape from, ConvShape to, int z, int y, int x) {
            this(from.batch() * from.inChannels(), new int[] {from.inDepth(), from.inHeight(), from.inWidth()},
                    new int[] {to.inDepth(), to.inHeight(), to.inWidth()}, new int[] {z, y, x});
        }

        static Box ofOutputs(ConvShape from, ConvShape to, int z, int y, int x) {
            return new Box(from.batch() * from.outChannels(),
                    new int[] {from.outDepth(), from.outHeight(), from.outWidth()},
                    new int[] {to.outDepth(), to.outHeight(), to.outWidth()}, new int[] {z, y, x});
        }

        void copy(float[] inSmall, float[] inLarge, boolean toLarge) {
            for (int image = 0; image < images; image++) {
                for (int z = 0; z < Math.min(small[0], large[0] - at[0]); z++) {
                    for (int y = 0; y < Math.min(small[1], large[1] - at[1]); y++) {
                        for (int x = 0; x < Math.min(small[2], large[2] - at[2]); x++) {
                            int i = ((image * small[0] + z) * small[1] + y) * small[2] + x;
                            int j = ((image * large[0] + z + at[0]) * large[1] + y + at[1]) * large[2] + x + at[2];
                            if (toLarge) {
                                inLarge[j] = inSmall[i];
                            } else {
                                inSmall[i] = inLarge[j];
                            }
                        }
                    }
                }
            }
        }
    }
}
