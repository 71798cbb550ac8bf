package io.github.convgrad.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernels that were asked for are those that run, here and in JVMs started for the purpose; all of them give the
 * same bits. Nothing is skipped: a suite that meant to test SIMD and did not is red.
 */
class KernelChoiceTest {

    /** What this run of the suite is meant to test; a run that says nothing means SIMD. */
    private static final String MEANT = System.getProperty("convgrad.test.kernel", "simd");

    @TempDir
    private Path folder;

    @Test
    void theKernelsMeantAreThoseThatRun() throws Exception {
        int preferred = preferredLanes();
        int lanes = switch (MEANT) {
            case "scalar" -> Kernel.lanes();
            case "simd" -> preferred;
            case "simd128" -> 4;
            case "simd256" -> 8;
            case "simd512" -> 16;
            default -> throw new AssertionError("convgrad.test.kernel is " + MEANT);
        };
        assertEquals(!MEANT.equals("scalar"), Kernel.simd(), Kernel.name());
        assertEquals(MEANT.equals("scalar") ? "scalar" : "simd" + 32 * lanes, Kernel.name());
        assertEquals(lanes, Kernel.lanes());
        String plan = ConvPlan.of(ConvShape.builder().channels(1, 1).input(1).kernel(1).build()).describe();
        assertTrue(plan.contains("kernel " + Kernel.name()), plan);
    }

    @Test
    void allKernelsGiveTheSameBits() throws Exception {
        List<String> here = BitsOfGradients.lines();
        assertTrue(here.size() > 20, here::toString);
        List<String> kernels = new ArrayList<>(List.of("scalar"));
        for (int lanes = 4; lanes <= preferredLanes(); lanes *= 2) {
            kernels.add("simd" + 32 * lanes);
        }
        for (String kernel : kernels) {
            ChildJvm child = run(true, "-Dconvgrad.kernel=" + kernel);
            assertEquals(0, child.exit(), child::err);
            assertTrue(child.out().getFirst().startsWith("kernel " + kernel + " "), child.out()::getFirst);
            assertEquals(rest(here), rest(child.out()), kernel);
        }
    }

    @Test
    void withoutTheModuleTheScalarKernelsAnswer() throws Exception {
        ChildJvm child = run(false);
        assertEquals(0, child.exit(), child::err);
        assertTrue(child.out().getFirst().matches("kernel scalar \\d+ false"), child.out()::getFirst);
        assertEquals(rest(BitsOfGradients.lines()), rest(child.out()));
        // One line, and it says what would help.
        List<String> log = child.log();
        assertEquals(1, log.size(), child::err);
        assertTrue(log.getFirst().startsWith("INFO|io.github.convgrad|"), log::getFirst);
        assertTrue(log.getFirst().contains("scalar") && log.getFirst().contains("--add-modules jdk.incubator.vector"),
                log::getFirst);
    }

    @Test
    void withoutC2TheScalarKernelsAnswer() throws Exception {
        for (String flag : List.of("-XX:TieredStopAtLevel=1", "-Xint")) {
            ChildJvm child = run(true, flag);
            assertEquals(0, child.exit(), child::err);
            assertTrue(child.out().getFirst().matches("kernel scalar \\d+ false"), child.out()::getFirst);
            assertEquals(1, child.log().size(), child::err);
        }
    }

    @Test
    void byDefaultTheVectorKernelsRunAndSaySo() throws Exception {
        ChildJvm child = run(true);
        assertEquals(0, child.exit(), child::err);
        assertEquals("kernel simd" + 32 * preferredLanes() + " " + preferredLanes() + " true", child.out().getFirst());
        // Some of them still rehearse, some are compiled; nobody can tell from the bits.
        assertEquals(rest(BitsOfGradients.lines()), rest(child.out()));
        assertEquals(1, child.log().size(), child::err);
        assertTrue(child.log().getFirst().contains("simd" + 32 * preferredLanes()), child::err);
    }

    @Test
    void aForcedChoiceThatCannotBeHadIsAnError() throws Exception {
        refused(run(false, "-Dconvgrad.kernel=simd"), "simd", "jdk.incubator.vector");
        refused(run(false, "-Dconvgrad.kernel=simd128"), "simd128", "jdk.incubator.vector");
        refused(run(true, "-Dconvgrad.kernel=simd", "-XX:TieredStopAtLevel=1"), "simd", "C2");
        refused(run(true, "-Dconvgrad.kernel=fast"), "fast", "expected one of");
        // A machine without the widest vectors, as far as the VM can tell.
        if (System.getProperty("os.arch").equals("amd64")) {
            refused(run(true, "-Dconvgrad.kernel=simd512", "-XX:UseAVX=2"), "simd512", "256");
        } else {
            refused(run(true, "-Dconvgrad.kernel=simd512", "-XX:MaxVectorSize=16"), "simd512", "128");
        }
    }

    private static void refused(ChildJvm child, String... words) {
        assertNotEquals(0, child.exit(), child::err);
        assertTrue(child.out().isEmpty(), child.out()::toString);
        String thrown = child.err().lines().filter(l -> l.contains("IllegalStateException")).findFirst().orElse("none");
        for (String word : words) {
            assertTrue(thrown.contains(word), () -> "no '" + word + "' in " + child.err());
        }
        assertFalse(child.err().contains("ExceptionInInitializerError"), child::err);
    }

    private static List<String> rest(List<String> lines) {
        return lines.subList(1, lines.size());
    }

    private ChildJvm run(boolean withModule, String... flags) throws IOException, InterruptedException {
        return ChildJvm.run(folder, BitsOfGradients.class, withModule, flags);
    }

    /** Floats in a vector of the width this machine prefers, asked without the library. */
    private static int preferredLanes() throws ReflectiveOperationException {
        Object species = Class.forName("jdk.incubator.vector.FloatVector").getField("SPECIES_PREFERRED").get(null);
        return (int) Class.forName("jdk.incubator.vector.VectorSpecies").getMethod("length").invoke(species);
    }
}
