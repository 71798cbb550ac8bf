package io.github.convgrad.arch;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.Kernel;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Families;
import java.util.ArrayList;
import java.util.List;

/**
 * A program for a JVM of its own: prints which kernels run, then for every family of shapes one line with its name and
 * a number made of all bits of {@code y}, {@code dx}, {@code dw} and {@code db} on real data. Needs no test library.
 */
public final class BitsOfGradients {

    private BitsOfGradients() {
    }

    /** Takes no arguments. */
    public static void main(String[] args) {
        lines().forEach(System.out::println);
    }

    /** What the program prints, from this JVM. */
    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("kernel " + Kernel.name() + " " + Kernel.lanes() + " " + Kernel.simd());
        Families.all().forEach((name, s) -> {
            ConvPlan plan = ConvPlan.of(s);
            ConvData d = ConvData.reals(s, 77);
            float[] y = new float[Math.toIntExact(s.yLength())];
            float[] dx = new float[d.x().length];
            float[] dw = new float[d.w().length];
            float[] db = new float[d.b().length];
            plan.forward(d.x(), d.w(), d.b(), y);
            plan.backward(d.x(), d.w(), d.dy(), dx, dw, db);
            lines.add(name + ": " + hash(y) + " " + hash(dx) + " " + hash(dw) + " " + hash(db));
        });
        return lines;
    }

    /** FNV-1a over the bits, element by element. */
    private static String hash(float[] a) {
        long h = 0xcbf29ce484222325L;
        for (float v : a) {
            h = (h ^ Float.floatToRawIntBits(v)) * 0x100000001b3L;
        }
        return Long.toHexString(h);
    }
}
