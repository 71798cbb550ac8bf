package io.github.convgrad.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The sources keep the rules of the house. For each rule there is a fixture that breaks it, so that a rule which has
 * gone blind is noticed.
 */
class LayeringTest {

    @TestFactory
    List<DynamicTest> theLibraryKeepsEveryRule() {
        List<Source> library = Source.below(library());
        assertTrue(library.size() > 20, () -> library.size() + " sources below " + library());
        return Rules.names().stream()
                .map(rule -> DynamicTest.dynamicTest(rule, () -> assertEquals(List.of(), Rules.breaches(rule, library))))
                .toList();
    }

    /** The name of a fixture's folder is the rule that all of its files break. */
    @TestFactory
    List<DynamicTest> everyRuleCatchesWhatBreaksIt() throws Exception {
        Path broken = fixture("broken");
        return Rules.names().stream().map(rule -> DynamicTest.dynamicTest(rule, () -> {
            List<Source> sources = Source.below(broken.resolve(rule.replace(' ', '-')));
            assertTrue(!sources.isEmpty());
            for (Source s : sources) {
                assertTrue(!Rules.breaches(rule, List.of(s)).isEmpty(), () -> "not caught: " + s.name());
            }
        })).toList();
    }

    @Test
    void whatLooksLikeABreachIsNone() throws Exception {
        List<Source> sound = Source.below(fixture("sound"));
        assertTrue(!sound.isEmpty());
        for (String rule : Rules.names()) {
            assertEquals(List.of(), Rules.breaches(rule, sound));
        }
    }

    @Test
    void everyRoomIsThere() {
        Set<String> rooms = new TreeSet<>();
        Source.below(library()).forEach(s -> rooms.add(s.inPackage()));
        for (String room : List.of("", ".reference", ".internal.plan", ".internal.pass", ".internal.gemm",
                ".internal.patch", ".internal.parallel", ".internal.kernel", ".internal.kernel.simd")) {
            assertTrue(rooms.contains("io.github.convgrad" + room), () -> "no sources in " + room);
        }
    }

    private static Path library() {
        for (String folder : new String[] {"main/java", "src/main/java"}) {
            Path path = Path.of(folder, "io", "github", "convgrad");
            if (Files.isDirectory(path)) {
                return path;
            }
        }
        throw new AssertionError("no sources below " + Path.of("").toAbsolutePath());
    }

    private static Path fixture(String name) throws URISyntaxException {
        return Path.of(LayeringTest.class.getResource("/arch/" + name).toURI());
    }
}
