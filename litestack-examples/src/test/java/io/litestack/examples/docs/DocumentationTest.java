package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every Java block of the documentation is a region of a test: {@code <!-- region name -->} stands before it, and between
 * {@code // region name} and {@code // endregion} of a test in this package, or in the package {@code docs} of the modules that try
 * libraries, stands the same text. Every block of YAML, XML, SQL or shell, and a whole class, is a file of that name beside the
 * tests, which read it.
 */
class DocumentationTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final List<String> TESTS = List.of(
            "litestack-examples/src/test/%s/io/litestack/examples/docs",
            "litestack-compat/src/test/%s/io/litestack/compat/docs",
            "litestack-spring/src/test/%s/io/litestack/spring/docs");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- region ([a-z-]+) -->\\s*)?```(?:java|yaml|xml|sh|sql)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION =
            Pattern.compile("( *)// region ([a-z-]+)\\n(.*?)\\n *// endregion", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

    @TestFactory
    List<DynamicTest> every_block_of_code_is_a_tested_region() throws IOException {
        Map<String, String> regions = regions();
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                String name = block.group(1);
                String code = block.group(2).stripTrailing();
                tests.add(DynamicTest.dynamicTest(ROOT.relativize(page) + " " + name, () -> {
                    assertThat(name).as("the region of the block:\n" + code).isNotNull();
                    assertThat(regions).containsKey(name);
                    assertThat(code).isEqualTo(regions.get(name));
                }));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> every_link_leads_somewhere() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1);
                tests.add(DynamicTest.dynamicTest(
                        ROOT.relativize(page) + " -> " + target,
                        () -> assertThat(page.resolveSibling(target)).exists()));
            }
        }
        return tests;
    }

    @Test
    void every_public_exception_is_on_the_page_of_errors() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/errors.md"));
        for (String module : List.of(
                "litestack-cache", "litestack-cable", "litestack-core", "litestack-db", "litestack-job", "litestack")) {
            try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                assertThat(sources.filter(it -> it.toString().matches("(?!.*/internal/).*Exception\\.java"))
                                .map(it -> it.getFileName().toString().replace(".java", ""))
                                .filter(it -> !it.equals("LitestackException"))
                                .toList())
                        .as(module)
                        .allSatisfy(it -> assertThat(page).contains("`" + it + "`"));
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(it -> it.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> regions() throws IOException {
        Map<String, String> regions = new TreeMap<>();
        for (String tests : TESTS) {
            addRegions(regions, ROOT.resolve(tests.formatted("java")));
            addFiles(regions, ROOT.resolve(tests.formatted("resources")));
        }
        return regions;
    }

    private static void addRegions(Map<String, String> regions, Path tests) throws IOException {
        try (Stream<Path> sources = Files.list(tests)) {
            for (Path source : sources.toList()) {
                Matcher region = REGION.matcher(Files.readString(source));
                while (region.find()) {
                    add(regions, region.group(2), outdented(region.group(3), region.group(1)));
                }
            }
        }
    }

    private static void addFiles(Map<String, String> regions, Path files) throws IOException {
        if (!Files.isDirectory(files)) {
            return;
        }
        try (Stream<Path> sources = Files.list(files)) {
            for (Path source : sources.toList()) {
                String name = source.getFileName().toString().replaceAll("\\.(java|yml|xml|sh|sql)$", "");
                add(regions, name, Files.readString(source).stripTrailing());
            }
        }
    }

    private static void add(Map<String, String> regions, String name, String text) {
        assertThat(regions.put(name, text))
                .as("two regions are called %s", name)
                .isNull();
    }

    private static String outdented(String code, String indent) {
        return code.lines()
                .map(line -> line.startsWith(indent) ? line.substring(indent.length()) : line)
                .collect(Collectors.joining("\n"));
    }
}
