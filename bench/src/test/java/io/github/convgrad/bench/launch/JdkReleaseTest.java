package io.github.convgrad.bench.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkReleaseTest {

    @TempDir
    Path folder;

    @Test
    void readsVersionAndModules() throws IOException {
        Path home = jdk("a", "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base jdk.incubator.vector\"\n");

        JdkRelease release = JdkRelease.read(home).orElseThrow();

        assertEquals(Runtime.Version.parse("25.0.3"), release.version());
        assertEquals(Set.of("java.base", "jdk.incubator.vector"), release.modules());
        assertEquals(home.resolve("bin/java"), release.java());
        assertTrue(release.fits());
    }

    @Test
    void laterReleasesFitAndEarlierOnesDoNot() throws IOException {
        assertTrue(fits("25.0.3"));
        assertTrue(fits("25.0.4"));
        assertTrue(fits("25.0.3.1"));
        assertTrue(fits("25.1"));
        assertTrue(fits("26"));
        assertFalse(fits("25"));
        assertFalse(fits("25.0.2"));
        assertFalse(fits("25-ea"));
        assertFalse(fits("17.0.15"));
    }

    @Test
    void aJdkWithoutTheVectorModuleDoesNotFit() throws IOException {
        Path home = jdk("cut", "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base java.logging\"\n");
        assertFalse(JdkRelease.read(home).orElseThrow().fits());
    }

    @Test
    void whatIsNoJdkIsPassedOver() throws IOException {
        assertEquals(Optional.empty(), JdkRelease.read(folder.resolve("absent")));
        assertEquals(Optional.empty(), JdkRelease.read(jdk("eight", "JAVA_VERSION=\"1.8.0_402\"\n")));
        assertEquals(Optional.empty(), JdkRelease.read(jdk("other", "NAME=\"a distribution\"\n")));
        assertEquals(Optional.empty(), JdkRelease.read(jdk("torn", "JAVA_VERSION=\"25.\\uZZ\"\n")));
    }

    @Test
    void theEnvironmentGoesFirstThenTheNewestOfTheOldestLine() throws IOException {
        Path user = Files.createDirectory(folder.resolve("user"));
        Path early = jdk("user/.jdks/early", "JAVA_VERSION=\"25.0.30\"\n");
        jdk("user/.jdks/late", "JAVA_VERSION=\"26.0.1\"\n");
        Path named = jdk("named", "JAVA_VERSION=\"26\"\n");
        Path old = jdk("old", "JAVA_VERSION=\"17\"\n");

        assertEquals(early, InstalledJdks.best(Map.of("JAVA_HOME", old.toString()), user).orElseThrow().home());
        assertEquals(named, InstalledJdks.best(
                Map.of("JAVA_HOME", old.toString(), "JAVA26_HOME", named.toString()), user).orElseThrow().home());
    }

    @Test
    void toolchainsAreRead() throws IOException {
        Path home = jdk("listed", "JAVA_VERSION=\"25.0.99\"\n");
        Path user = Files.createDirectories(folder.resolve("user/.m2")).getParent();
        Files.writeString(user.resolve(".m2/toolchains.xml"),
                "<toolchains><toolchain><configuration><jdkHome> " + home + " </jdkHome></configuration></toolchain></toolchains>");
        assertEquals(home, InstalledJdks.best(Map.of(), user).orElseThrow().home());
    }

    private boolean fits(String version) throws IOException {
        return JdkRelease.read(jdk("v" + version, "JAVA_VERSION=\"" + version + "\"\n")).orElseThrow().fits();
    }

    private Path jdk(String name, String release) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("bin/java"), "");
        Files.writeString(home.resolve("release"), release);
        return home;
    }
}
