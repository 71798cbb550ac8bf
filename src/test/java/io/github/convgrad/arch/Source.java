package io.github.convgrad.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Java file, as far as the rules look at it.
 *
 * @param name       file name without {@code .java}
 * @param inPackage  its package
 * @param code       its text without comments, strings blanked
 * @param strings    its string literals
 * @param mentions   all qualified names in the code that begin with a lower-case package, imports included
 */
record Source(String name, String inPackage, String code, List<String> strings, Set<String> mentions) {

    /** A comment, a text block, a string or a character; whichever begins first is one token. */
    private static final Pattern TOKENS = Pattern.compile(
            "//[^\n]*|/\\*.*?\\*/|(\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\")|'(?:\\\\.|[^'\\\\])+'", Pattern.DOTALL);

    private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");
    private static final Pattern QUALIFIED = Pattern.compile("(?<![\\w.])[a-z]\\w*(?:\\.\\w+)+");

    static Source read(Path file) {
        try {
            return of(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static Source of(String name, String text) {
        Matcher tokens = TOKENS.matcher(text);
        List<String> strings = tokens.results().map(r -> r.group(1)).filter(s -> s != null).toList();
        String code = TOKENS.matcher(text).replaceAll(r -> r.group().startsWith("/") ? " " : "\"\"");
        Matcher declared = PACKAGE.matcher(code);
        String inPackage = declared.find() ? declared.group(1) : "";
        Set<String> mentions = new TreeSet<>();
        QUALIFIED.matcher(PACKAGE.matcher(code).replaceAll(" ")).results().forEach(r -> mentions.add(r.group()));
        return new Source(name, inPackage, code, strings, mentions);
    }

    /** All sources below a folder, module descriptor aside. */
    static List<Source> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".java") && !f.endsWith("module-info.java"))
                    .sorted().map(Source::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }
}
