package io.github.convgrad.arch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the house allows. Each rule finds its breaches in one source; no breach, empty list. */
final class Rules {

    private static final String ROOT = "io.github.convgrad";
    private static final String INSIDE = ROOT + ".internal.";

    /**
     * The rooms from the top; imports point down only. Rooms in one row do not know each other. {@code gemm} stands above
     * {@code patch}: the product asks for its panels, and geometry knows nothing of products. {@code kernel.simd} knows
     * the contracts it fulfils, and nobody knows it. {@code kernel.rehearsal} knows the contracts alone.
     */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of(ROOT),
            Set.of(INSIDE + "plan"),
            Set.of(INSIDE + "pass"),
            Set.of(INSIDE + "winograd", INSIDE + "depthwise", INSIDE + "images", INSIDE + "columns",
                    INSIDE + "dots"),
            Set.of(INSIDE + "gemm"),
            Set.of(INSIDE + "patch"),
            Set.of(INSIDE + "parallel", INSIDE + "kernel.simd", INSIDE + "kernel.rehearsal"),
            Set.of(INSIDE + "kernel"));

    /** Of the top floor, what describes a layer is no engine and may be known further down. */
    private static final Set<String> VALUES = Set.of(ROOT + ".ConvShape", ROOT + ".Accuracy", ROOT + ".Layout");

    /** These know nothing of layers at all. */
    private static final Set<String> BLIND = Set.of(INSIDE + "parallel", INSIDE + "kernel", INSIDE + "kernel.simd",
            INSIDE + "kernel.rehearsal");

    private static final Pattern BAD_NAME = Pattern.compile("(?i).*(util|utils|helper|helpers|impl|common|v2)");

    /** Things no library may do to the JVM it is a guest in. */
    private static final Pattern SIDE_EFFECT = Pattern.compile("\\bSystem\\s*\\.\\s*(setProperty|clearProperty|exit|setOut"
            + "|setErr)\\b|\\bRuntime\\s*\\.\\s*getRuntime\\s*\\(\\s*\\)\\s*\\.\\s*(exit|halt|addShutdownHook)\\b"
            + "|\\bSystem\\s*\\.\\s*(out|err)\\b|\\.\\s*setLevel\\s*\\(|\\bExecutors\\s*\\.|\\bnew\\s+Thread\\b"
            + "|\\bThread\\s*\\.\\s*of(Virtual|Platform)\\b|\\bnew\\s+ForkJoinPool\\b|\\bcommonPool\\s*\\(|\\.\\s*parallel"
            + "(Stream)?\\s*\\(\\s*\\)");

    /** What makes bits depend on threads or on the width of vectors. */
    private static final Pattern LOOSE_ORDER =
            Pattern.compile("\\breduceLanes(ToLong)?\\b|\\bAtomic\\w*Float\\b|\\bDoubleAdder\\b|\\bFloatAdder\\b");

    private static final Map<String, Function<Source, List<String>>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("imports point down", Rules::upward);
        ALL.put("the reference stands alone", Rules::reference);
        ALL.put("vector code in one room", Rules::vectors);
        ALL.put("no dependency", Rules::foreign);
        ALL.put("a guest in its JVM", s -> matches(SIDE_EFFECT, s));
        ALL.put("fixed order of sums", s -> matches(LOOSE_ORDER, s));
        ALL.put("names say something", s -> BAD_NAME.matcher(s.name()).matches() ? List.of(s.name()) : List.of());
    }

    private Rules() {
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    /** The breaches in all sources, each with its rule and place. */
    static List<String> breaches(String rule, List<Source> sources) {
        return sources.stream().flatMap(s -> ALL.get(rule).apply(s).stream()
                .map(breach -> rule + ": " + s.inPackage() + "." + s.name() + ": " + breach)).toList();
    }

    private static List<String> upward(Source s) {
        int floor = floor(s.inPackage());
        if (floor < 0) {
            return s.inPackage().equals(ROOT + ".reference") ? List.of() : List.of("unknown room " + s.inPackage());
        }
        List<String> breaches = new ArrayList<>();
        ours(s).forEach(name -> {
            String room = room(name);
            boolean value = VALUES.stream().anyMatch(v -> name.equals(v) || name.startsWith(v + "."));
            if (value && !BLIND.contains(s.inPackage()) || room.equals(s.inPackage())) {
                return;
            }
            if (floor(room) <= floor || room.equals(INSIDE + "kernel.simd")) {
                breaches.add(name);
            }
        });
        return breaches;
    }

    private static List<String> reference(Source s) {
        if (s.inPackage().equals(ROOT + ".reference")) {
            return ours(s).filter(name -> !VALUES.contains(name) && !room(name).equals(s.inPackage())).toList();
        }
        return ours(s).filter(name -> room(name).equals(ROOT + ".reference")).toList();
    }

    private static List<String> vectors(Source s) {
        List<String> breaches = new ArrayList<>();
        if (!s.inPackage().equals(INSIDE + "kernel.simd")) {
            s.mentions().stream().filter(name -> name.startsWith("jdk.")).forEach(breaches::add);
            // Loading by name is the business of the choice of kernels alone.
            if (!s.inPackage().equals(INSIDE + "kernel")) {
                s.strings().stream().filter(text -> text.contains("kernel.simd")).forEach(breaches::add);
            }
        }
        return breaches;
    }

    private static List<String> foreign(Source s) {
        return Stream.of(s.code().split("\n")).map(String::strip).filter(line -> line.startsWith("import "))
                .map(line -> line.replaceFirst("^import (static )?", ""))
                .filter(name -> !name.startsWith("java.") && !name.startsWith("javax.management.")
                        && !name.startsWith(ROOT + ".") && !name.startsWith("jdk.incubator.vector."))
                .toList();
    }

    private static List<String> matches(Pattern pattern, Source s) {
        return pattern.matcher(s.code()).results().map(r -> r.group()).toList();
    }

    private static Stream<String> ours(Source s) {
        return s.mentions().stream().filter(name -> name.startsWith(ROOT + "."));
    }

    /** The package of a qualified name: all before its first part in upper case. */
    private static String room(String name) {
        return name.replaceFirst("\\.[A-Z].*", "").replaceFirst("\\.\\*$", "");
    }

    private static int floor(String room) {
        for (int i = 0; i < FLOORS.size(); i++) {
            if (FLOORS.get(i).contains(room)) {
                return i;
            }
        }
        return -1;
    }
}
