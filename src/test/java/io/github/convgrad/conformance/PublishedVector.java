package io.github.convgrad.conformance;

import io.github.convgrad.ConvShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolution whose inputs and results another project published.
 *
 * @param name     project and case
 * @param sizes    the lines {@code xshape wshape yshape stride padbegin padend dilation}
 * @param rank     number of spatial axes
 * @param groups   number of groups
 * @param inputs   tensors by name, those that were published
 * @param expected results by name, those that were published
 */
record PublishedVector(String name, int rank, int groups, Map<String, int[]> sizes, Map<String, float[]> inputs,
        Map<String, Expected> expected) {

    /** Published numbers and how far from the truth their last digit may be. */
    record Expected(double atol, double[] values) {
    }

    /** All cases of the file. */
    static List<PublishedVector> all() {
        List<PublishedVector> cases = new ArrayList<>();
        PublishedVector open = null;
        String name = null;
        for (String line : Table.lines("vectors/vectors_dev.txt")) {
            String[] word = line.strip().split(" +");
            switch (word[0]) {
                case "case" -> name = word[1];
                case "rank" -> open = new PublishedVector(name, Integer.parseInt(word[1]), Integer.parseInt(word[3]),
                        new HashMap<>(), new HashMap<>(), new HashMap<>());
                case "in" -> {
                    double[] v = numbers(word, 3);
                    requireCount(line, word[2], v);
                    float[] narrow = new float[v.length];
                    for (int i = 0; i < v.length; i++) {
                        narrow[i] = (float) v[i];
                    }
                    open.inputs.put(word[1], narrow);
                }
                case "expect" -> {
                    double[] v = numbers(word, 5);
                    requireCount(line, word[2], v);
                    open.expected.put(word[1], new Expected(Double.parseDouble(word[4]), v));
                }
                case "end" -> cases.add(open);
                default -> open.sizes.put(word[0],
                        Arrays.stream(word).skip(1).mapToInt(Integer::parseInt).toArray());
            }
        }
        return cases;
    }

    ConvShape shape() {
        int[] x = sizes.get("xshape");
        int[] w = sizes.get("wshape");
        return ConvShape.builder().batch(x[0]).channels(x[1], w[0]).groups(groups)
                .input(Arrays.copyOfRange(x, 2, x.length)).kernel(Arrays.copyOfRange(w, 2, w.length))
                .stride(sizes.get("stride")).dilation(sizes.get("dilation"))
                .padBegin(sizes.get("padbegin")).padEnd(sizes.get("padend")).build();
    }

    private static double[] numbers(String[] word, int from) {
        return Arrays.stream(word).skip(from).mapToDouble(Double::parseDouble).toArray();
    }

    private static void requireCount(String line, String count, double[] values) {
        if (values.length != Integer.parseInt(count)) {
            throw new IllegalStateException(values.length + " values: " + line.substring(0, Math.min(60, line.length())));
        }
    }
}
