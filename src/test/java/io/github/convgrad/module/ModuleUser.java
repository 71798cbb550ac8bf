package io.github.convgrad.module;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.Kernel;
import java.util.Arrays;

/** A program that uses the library from outside, and prints where it found it, what computes, and what came out. */
final class ModuleUser {

    private ModuleUser() {
    }

    public static void main(String[] args) {
        ConvShape shape = ConvShape.builder().channels(1, 1).input(4).kernel(2).build();
        float[] dx = new float[4];
        float[] dw = new float[2];
        float[] db = new float[1];
        ConvPlan.of(shape).backward(new float[] {1, 2, 3, 4}, new float[] {1, 10}, new float[] {1, 2, 3}, dx, dw, db);
        System.out.println(ConvPlan.class.getModule() + (Kernel.simd() ? " simd " : " scalar ")
                + Arrays.toString(dx) + Arrays.toString(dw) + Arrays.toString(db));
    }
}
