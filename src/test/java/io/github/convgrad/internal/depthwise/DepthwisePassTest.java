package io.github.convgrad.internal.depthwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.Poison;
import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.ScalarKernels;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The depthwise passes against the reference: small integers, so that every order of a sum gives the same bits. */
class DepthwisePassTest {
    private static final long MOST_MULTIPLY_ADDS = 400_000;

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void agreesWithTheReferenceOnShapesOfLayers() {
        for (int[] sizes : new int[][] {{14, 3, 1, 1, 1}, {15, 3, 2, 1, 1}, {7, 5, 1, 1, 2}, {33, 3, 1, 2, 2},
            {28, 5, 2, 1, 2}, {28, 5, 1, 1, 2}, {56, 7, 1, 1, 3}, {90, 5, 1, 1, 2},
            {14, 7, 1, 1, 3}, {7, 7, 2, 1, 3}, {130, 3, 1, 1, 1},
            {129, 3, 2, 1, 1}, {17, 1, 1, 1, 0}, {17, 1, 2, 1, 0}, {40, 3, 3, 1, 1}, {19, 2, 4, 3, 5}}) {
            check(ConvShape.builder().batch(2).channels(3, 3).groups(3).input(sizes[0], sizes[0])
                    .kernel(sizes[1], sizes[1]).stride(sizes[2]).dilation(sizes[3]).pad(sizes[4]).build());
        }
        // Several groups to a task, several row tiles, several column tiles, few groups and many images, small groups.
        check(ConvShape.builder().batch(1).channels(70, 70).groups(70).input(7, 7).kernel(3, 3).pad(1).build());
        check(ConvShape.builder().batch(1).channels(1, 1).input(150, 140).kernel(3, 3).stride(2).pad(1).build());
        check(ConvShape.builder().batch(1).channels(2, 2).groups(2).input(20_000).kernel(3).pad(1).build());
        check(ConvShape.builder().batch(40).channels(1, 1).input(60, 60).kernel(1, 1).build());
        check(ConvShape.builder().batch(2).channels(8, 4).groups(2).input(12, 13).kernel(3, 3).pad(1).build());
        check(ConvShape.builder().batch(2).channels(2, 6).groups(2).input(9, 9).kernel(3, 3).stride(2).pad(1).build());
        check(ConvShape.builder().batch(2).channels(2, 2).groups(2).input(6, 7, 8).kernel(3, 3, 3).stride(2, 1, 2)
                .pad(1).build());
    }

    @Test
    void agreesWithTheReferenceOnOddShapes() {
        int checked = 0;
        for (int i = 0; i < 900; i++) {
            ConvShape s = oddShape();
            if (s != null && s.multiplyAdds() <= MOST_MULTIPLY_ADDS && DepthwiseLimits.refusal(s) == null) {
                check(s);
                checked++;
            }
        }
        assertTrue(checked > 500, "only " + checked + " shapes could be built");
    }

    /** Strides beyond the kernel, padding beyond the image, ends that are never read; null if nothing is left of it. */
    private ConvShape oddShape() {
        int rank = random.nextInt(1, 4);
        int[][] axes = new int[6][rank];
        for (int i = 0; i < rank; i++) {
            axes[0][i] = random.nextInt(1, rank == 3 ? 10 : rank == 2 ? 40 : 400);
            axes[1][i] = random.nextInt(1, rank == 3 ? 4 : 8);
            axes[2][i] = random.nextInt(1, random.nextBoolean() ? 5 : 3);
            axes[3][i] = random.nextInt(3) == 0 ? random.nextInt(1, 6) : 1;
            axes[4][i] = random.nextInt(random.nextInt(4) == 0 ? 12 : 4);
            axes[5][i] = random.nextInt(random.nextInt(4) == 0 ? 12 : 4) - random.nextInt(4);
        }
        int groups = random.nextInt(1, 6);
        int in = random.nextInt(3) == 0 ? random.nextInt(1, 4) : 1;
        int out = random.nextInt(3) == 0 ? random.nextInt(1, 4) : 1;
        try {
            return ConvShape.builder().batch(random.nextInt(4)).channels(groups * in, groups * out).groups(groups)
                    .input(axes[0]).kernel(axes[1]).stride(axes[2]).dilation(axes[3])
                    .padBegin(axes[4]).padEnd(axes[5]).build();
        } catch (IllegalArgumentException emptyOutput) {
            return null;
        }
    }

    /** Shapes whose planes are worked on where they lie; the first and last of a tensor cannot be. */
    @Test
    void agreesWithTheReferenceOnThreeByThree() {
        for (int i = 0; i < 150; i++) {
            int stride = random.nextInt(1, 3);
            int dilation = stride == 2 ? 1 : random.nextInt(1, 4);
            int pads = stride == 2 ? 2 : 2 * dilation + 1;
            check(ConvShape.builder().batch(random.nextInt(1, 5)).channels(3, 3).groups(3)
                    .input(2 * dilation + random.nextInt(1, 30), 2 * dilation + random.nextInt(1, 40)).kernel(3, 3)
                    .stride(stride).dilation(dilation).padBegin(random.nextInt(pads), random.nextInt(pads))
                    .padEnd(random.nextInt(pads), random.nextInt(pads)).build());
        }
        check(ConvShape.builder().batch(2).channels(3, 3).groups(3).input(4, 11, 12).kernel(1, 3, 3)
                .padBegin(0, 1, 1).padEnd(0, 1, 1).build());
    }

    /**
     * Shapes of the tall kernels, over one source and several: rows and strips that are not whole, several tiles, small
     * groups, wide taps.
     */
    @Test
    void agreesWithTheReferenceOnTallKernels() {
        int tall = 0, several = 0;
        DepthwiseRows kernel = Kernels.chosen().depthwiseRows();
        for (int i = 0; i < 120; i++) {
            int taps = 3 + 2 * random.nextInt(3), in = random.nextInt(1, 3), out = random.nextInt(1, 4);
            ConvShape s = ConvShape.builder().batch(random.nextInt(1, 4)).channels(2 * in, 2 * out).groups(2)
                    .input(random.nextInt(taps, 40), random.nextInt(20, 70)).kernel(taps, random.nextInt(1, 8))
                    .dilation(1, random.nextInt(1, 3)).padBegin(random.nextInt(taps), random.nextInt(5))
                    .padEnd(random.nextInt(taps), random.nextInt(5)).build();
            tall += DepthwiseWeightGrad.plan(s, Kernels.chosen()).algorithm().contains("from the top") ? 1 : 0;
            several += in > 1 && (DepthwiseForward.plan(s, Kernels.chosen()).algorithm().contains("from the top")
                    || !kernel.columns(taps)) ? 1 : 0;
            check(s);
        }
        assertTrue(several > 20, "only " + several + " of 120 shapes sum columns of taps of several sources");
        assertTrue(tall > 60, "only " + tall + " of 120 shapes are for the tall kernels");
        check(ConvShape.builder().batch(1).channels(2, 2).groups(2).input(3, 21, 60).kernel(3, 5, 5).pad(1, 2, 2).build());
        check(ConvShape.builder().batch(1).channels(1, 1).input(130, 180).kernel(7, 7).pad(3).build());
        check(ConvShape.builder().batch(1).channels(4, 4).input(90, 30).kernel(3, 3).pad(1).build());
        check(ConvShape.builder().batch(2).channels(8, 4).input(56, 56).kernel(3, 3).pad(1).build());
        check(ConvShape.builder().batch(1).channels(3, 5).input(24, 100).kernel(5, 3).pad(2, 1).build());
    }

    /** Planes so narrow that channels fill the vectors: whole blocks of channels and others, taps beyond every edge. */
    @Test
    void agreesWithTheReferenceOnNarrowPlanes() {
        int narrow = 0;
        for (int i = 0; i < 120; i++) {
            int channels = random.nextInt(12, 40), rows = random.nextInt(3, 8), columns = random.nextInt(2, 6);
            int rowDilation = random.nextInt(1, 3), columnDilation = random.nextInt(1, 3);
            // Sizes of y first, so that there always is one; rows and columns at the end may never be read.
            int most = i % 2 == 0 ? 9 : 15, height = random.nextInt(2, most), width = random.nextInt(3, most);
            int top = random.nextInt(7), left = random.nextInt(7);
            int reachDown = height + (rows - 1) * rowDilation, reachAcross = width + (columns - 1) * columnDilation;
            int inHeight = Math.max(1, reachDown - top - random.nextInt(-3, 6));
            int inWidth = Math.max(1, reachAcross - left - random.nextInt(-3, 6));
            ConvShape s = ConvShape.builder().batch(random.nextInt(1, 4)).channels(channels, channels).groups(channels)
                    .input(inHeight, inWidth).kernel(rows, columns).dilation(rowDilation, columnDilation)
                    .padBegin(top, left).padEnd(Math.max(-inHeight + 1, reachDown - inHeight - top),
                            Math.max(-inWidth + 1, reachAcross - inWidth - left)).build();
            narrow += DepthwiseForward.plan(s, Kernels.chosen()).algorithm().contains("channels at once") ? 1 : 0;
            narrow += DepthwiseDataGrad.plan(s, Kernels.chosen()).algorithm().contains("channels at once") ? 1 : 0;
            check(s);
            sameBitsAlongRowsAndAcrossChannels(s);
        }
        boolean full = Kernels.chosen().lanes() >= 8;
        assertTrue(full ? narrow > 20 : narrow == 0, narrow + " of 240 passes take several channels at once");
    }

    /** Which of the two it is depends on the vectors, what comes of it must not. */
    private void sameBitsAlongRowsAndAcrossChannels(ConvShape s) {
        SlideGeometry g = new SlideGeometry(s.batch(), s.groups(), 1, 1, Axes.depthForward(s), Axes.heightForward(s),
                Axes.widthForward(s));
        if (!LaneStage.takes(g, null, 16)) {
            return;
        }
        SlideStage rows = new SlideStage(g, null, Kernels.chosen(), true);
        Tensors tensors = new Tensors();
        tensors.x = floats(s.xLength());
        tensors.w = floats(s.wLength());
        tensors.b = random.nextBoolean() ? floats(s.bLength()) : null;
        tensors.y = floats(s.yLength());
        Poison.run(new Pass(rows.algorithm(), List.of(rows), 0, 0, rows.ownFloats()), tensors, random);
        float[] expected = tensors.y.clone();
        Poison.run(new LaneStage(g, Kernels.chosen(), true).pass(), tensors, random);
        assertArrayEquals(expected, tensors.y, s.toString());
    }

    private float[] floats(long length) {
        float[] floats = new float[(int) length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = random.nextFloat() - 0.5f;
        }
        return floats;
    }

    @Test
    void eitherGradientOfTheWeightsMayBeLeftOut() {
        leaveOut(ConvShape.builder().batch(3).channels(2, 2).groups(2).input(9, 9).kernel(3, 3).pad(1).build());
        leaveOut(ConvShape.builder().batch(3).channels(2, 2).groups(2).input(9, 9).kernel(5, 5).pad(1).build());
        leaveOut(ConvShape.builder().batch(3).channels(2, 2).groups(2).input(28, 27).kernel(5, 5).pad(2).build());
        leaveOut(ConvShape.builder().batch(1).channels(2, 2).groups(2).input(30, 120).kernel(7, 7).pad(3).build());
    }

    private void leaveOut(ConvShape s) {
        for (KernelSet kernels : List.of(Kernels.chosen(), new ScalarKernels())) {
            Tensors all = tensors(s);
            run(DepthwiseWeightGrad.plan(s, kernels), all, false);
            Tensors alone = tensors(s);
            alone.dy = all.dy;
            alone.x = null;
            alone.dw = null;
            run(DepthwiseWeightGrad.plan(s, kernels), alone, false);
            assertArrayEquals(all.db, alone.db);
            alone.x = all.x;
            alone.dw = new float[all.dw.length];
            alone.db = null;
            run(DepthwiseWeightGrad.plan(s, kernels), alone, false);
            assertArrayEquals(all.dw, alone.dw);
        }
    }

    @Test
    void refusesWhatWouldNeedMuchScratch() {
        ConvShape wide = ConvShape.builder().channels(1, 1).input(1, 2_000_000).kernel(1, 2).dilation(1, 1_000_000)
                .build();
        assertNotNull(DepthwiseLimits.refusal(wide));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> DepthwiseForward.plan(wide, Kernels.chosen()));
        assertTrue(e.getMessage().contains(wide.toString()), e.getMessage());
        assertNotNull(DepthwiseLimits.refusal(
                ConvShape.builder().channels(512, 512).input(7, 7).kernel(3, 3).build()));
        assertNull(DepthwiseLimits.refusal(
                ConvShape.builder().channels(4, 4).groups(4).input(4096, 4096).kernel(7, 7).pad(3).build()));
    }

    private void check(ConvShape s) {
        Tensors expected = tensors(s);
        NaiveConvolution.forward(s, expected.x, expected.w, expected.b, expected.y);
        NaiveConvolution.backward(s, expected.x, expected.w, expected.dy, expected.dx, expected.dw, expected.db);
        for (KernelSet kernels : List.of(Kernels.chosen(), new ScalarKernels())) {
            for (boolean backwards : new boolean[] {false, true}) {
                Tensors actual = tensors(s);
                actual.x = expected.x;
                actual.w = expected.w;
                actual.b = expected.b;
                actual.dy = expected.dy;
                run(DepthwiseForward.plan(s, kernels), actual, backwards);
                run(DepthwiseDataGrad.plan(s, kernels), actual, backwards);
                run(DepthwiseWeightGrad.plan(s, kernels), actual, backwards);
                assertArrayEquals(expected.y, actual.y, () -> kernels.name() + " y of " + s);
                assertArrayEquals(expected.dx, actual.dx, () -> kernels.name() + " dx of " + s);
                assertArrayEquals(expected.dw, actual.dw, () -> kernels.name() + " dw of " + s);
                assertArrayEquals(expected.db, actual.db, () -> kernels.name() + " db of " + s);
            }
        }
        assertEquals(expected.dw.length, s.wLength());
    }

    /** Inputs of small integers, outputs of rubbish. */
    private Tensors tensors(ConvShape s) {
        Tensors t = new Tensors();
        t.x = integers(s.xLength());
        t.w = integers(s.wLength());
        t.b = integers(s.bLength());
        t.dy = integers(s.yLength());
        t.y = rubbish(t.dy.length);
        t.dx = rubbish(t.x.length);
        t.dw = rubbish(t.w.length);
        t.db = rubbish(t.b.length);
        return t;
    }

    /** Runs all tasks on a scratch of rubbish, in ascending or descending order. */
    private static void run(Pass pass, Tensors t, boolean backwards) {
        float[] shared = rubbish(pass.sharedFloats());
        for (Stage stage : pass.stages()) {
            List<Integer> tasks = new ArrayList<>();
            for (int i = 0; i < stage.tasks(); i++) {
                tasks.add(i);
            }
            if (backwards) {
                Collections.reverse(tasks);
            }
            for (int task : tasks) {
                stage.run(task, t, shared, rubbish(pass.workerFloats()));
            }
        }
    }

    private float[] integers(long length) {
        float[] values = new float[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-3, 4);
        }
        return values;
    }

    private static float[] rubbish(int length) {
        float[] values = new float[length];
        Arrays.fill(values, Float.NaN);
        return values;
    }
}
