package io.github.convgrad.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.convgrad.Accuracy;
import io.github.convgrad.Kernel;
import io.github.convgrad.arbitrary.Families;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kernels are fast although HotSpot knows nothing of the types of their vectors.
 *
 * <p>When C2's queue is long, C1 compiles a method without a profile and C2 compiles it so later. A call whose receiver
 * is what the loop's last step returned is then a virtual one, for good: nothing says that it is a vector of this width.
 * With vectors just loaded as receivers, C2 knows. This happens to a method in one JVM of many; here it happens to all.
 */
class WithoutProfilesTest {

    @TempDir
    private Path folder;

    @Test
    void allKernelsAreCompiledWell() throws Exception {
        ChildJvm child = ChildJvm.run(folder, WarmsAllUp.class, true, "-XX:TypeProfileWidth=0",
                "-Dconvgrad.kernel=" + Kernel.name());
        assertEquals(0, child.exit(), child::err);
        assertEquals(List.of(), child.out().stream().filter(line -> !line.endsWith(": true")).toList());
        assertEquals(Accuracy.values().length * Families.all().size(), child.out().size());
    }
}
