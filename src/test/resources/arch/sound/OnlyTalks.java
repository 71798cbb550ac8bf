package io.github.convgrad.internal.gemm;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.patch.PatchGeometry;

/** Never calls System.exit, {@code io.github.convgrad.ConvPlan} or jdk.incubator.vector.FloatVector. */
class OnlyTalks {
    // import io.github.convgrad.internal.plan.Planner; System.setProperty("a", "b");
    static final char QUOTE = '"';
    static final String ADVICE = "System.exit(\"1\"); reduceLanes // not code";
    static final String MORE = """
            import com.google.common.collect.ImmutableList; new Thread()
            """;
    /* reduceLanes( */
    Object all(ConvShape s, GemmTile t, Stage stage, PatchGeometry g) {
        return new Object[] {s, t, stage, g, QUOTE};
    }
}
