package io.github.convgrad.internal.pass;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.parallel.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Forward and dx of 1x1 layers, whose blocks cross from one plane into the next where planes fill their tiles badly, and
 * whose tiles are read where they lie in the tensor where few rows want them.
 */
class PointwisePassTest extends ProductPasses {

    /**
     * Planes of a few points and of many, as one row each, which is what the planner makes of them; batches that end in
     * the middle of a block, depths that are cut, groups, volumes.
     */
    @Override
    List<ConvShape> shapes() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(ConvShape.builder().batch(16).channels(70, 37).input(1, 49).kernel(1).build());
        shapes.add(ConvShape.builder().batch(5).channels(600, 20).input(1, 196).kernel(1).build());
        shapes.add(ConvShape.builder().batch(3).channels(20, 700).input(1, 99).kernel(1).build());
        shapes.add(ConvShape.builder().batch(5).channels(512, 512).input(1, 100).kernel(1).build());
        shapes.add(ConvShape.builder().batch(500).channels(33, 9).input(1, 1).kernel(1).build());
        // Pieces of planes that end with a whole tile, with half of one, and within either.
        for (int points : new int[] {992, 1008, 1001, 1017, 3137}) {
            shapes.add(ConvShape.builder().batch(2).channels(260, 23).input(1, points).kernel(1).build());
            shapes.add(ConvShape.builder().batch(2).channels(48, 22).groups(2).input(1, points).kernel(1).build());
        }
        shapes.add(ConvShape.builder().batch(2).channels(1100, 20).input(1, 785).kernel(1).build());
        shapes.add(ConvShape.builder().batch(2).channels(60, 20).input(5, 1501).kernel(1).stride(2, 1).build());
        shapes.add(ConvShape.builder().batch(0).channels(33, 9).input(1, 49).kernel(1).build());
        while (shapes.size() < 81) {
            int groups = random.nextInt(1, 3), deep = random.nextBoolean() ? 1 : 10;
            shapes.add(ConvShape.builder().batch(random.nextInt(1, 20))
                    .channels(groups * deep * random.nextInt(4, 50), groups * random.nextInt(4, 60)).groups(groups)
                    .input(random.nextInt(4) == 0 ? 2 : 1, random.nextInt(6) == 0 ? 2 : 1, random.nextInt(1, 400))
                    .kernel(1, 1, 1).stride(1, 1, random.nextInt(6) == 0 ? 2 : 1).build());
        }
        long across = count(shapes, "across planes"), inTensor = count(shapes, "in the tensor");
        int fewest = Kernels.chosen().lanes() / 2 - 1;
        assertTrue(across >= fewest && across <= 60, across + " shapes cross planes");
        assertTrue(inTensor >= 11 && inTensor <= 60, inTensor + " shapes are read in the tensor");
        return shapes;
    }

    private static long count(List<ConvShape> shapes, String way) {
        return shapes.stream().filter(s -> Stream.of(ForwardPass.plan(s, Kernels.chosen(), 1),
                DataGradPass.plan(s, Kernels.chosen(), 1)).map(Pass::algorithm).anyMatch(a -> a.contains(way))).count();
    }
}
