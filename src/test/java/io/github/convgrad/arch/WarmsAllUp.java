package io.github.convgrad.arch;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.arbitrary.Families;

/**
 * A program for a JVM of its own: warms a plan of every family of shapes up and prints, a line each, whether all its
 * kernels were compiled. Needs no test library.
 */
public final class WarmsAllUp {
    /** HotSpot may be busy. */
    private static final int TRIES = 3;

    private WarmsAllUp() {
    }

    /** Takes no arguments. */
    public static void main(String[] args) {
        for (Accuracy accuracy : Accuracy.values()) {
            Families.all().forEach((name, shape) -> {
                ConvPlan plan = ConvPlan.builder(shape).accuracy(accuracy).build();
                boolean compiled = false;
                for (int i = 0; i < TRIES && !compiled; i++) {
                    compiled = plan.warmUp();
                }
                System.out.println(accuracy + ", " + name + ": " + compiled);
            });
        }
    }
}
