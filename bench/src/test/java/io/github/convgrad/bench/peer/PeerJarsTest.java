package io.github.convgrad.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerJarsTest {

    @TempDir
    private Path folder;

    @Test
    void jarsArePresentWhenTheNativesOfThisMachineAre() throws IOException {
        PeerJars jars = new PeerJars(folder, "linux-x86_64");
        assertFalse(jars.present());
        Files.createFile(folder.resolve("dnnl-3.11-1.5.13-linux-x86_64.jar"));
        Files.createFile(folder.resolve("pytorch-2.10.0-1.5.13-macosx-arm64.jar"));
        assertFalse(jars.present());
        Files.createFile(folder.resolve("pytorch-2.10.0-1.5.13-linux-x86_64.jar"));
        assertTrue(jars.present());
        assertTrue(jars.command().startsWith("mvn"), jars.command());
    }

    @Test
    void whatIsFetchedIsWhatWasCompiledAgainst() throws IOException {
        Map<String, String> compiled = versions(Files.readString(Path.of("pom.xml")));
        try (InputStream pom = PeerJars.class.getResourceAsStream("peers-pom.xml")) {
            Map<String, String> fetched = versions(new String(pom.readAllBytes(), StandardCharsets.UTF_8));
            for (String library : new String[] {"javacpp", "dnnl", "openblas", "pytorch"}) {
                assertEquals(compiled.get(library), fetched.get(library), library);
            }
        }
    }

    @Test
    void nativesOfPeersAreNotOnTheTestPath() {
        String path = System.getProperty("java.class.path");
        assertFalse(path.contains(PeerJars.platform() + ".jar"), path);
    }

    private static Map<String, String> versions(String pom) {
        Map<String, String> versions = new TreeMap<>();
        Matcher property = Pattern.compile("<(\\w+)\\.version>([^<]+)</").matcher(pom);
        while (property.find()) {
            versions.put(property.group(1), property.group(2));
        }
        return versions;
    }
}
