import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prints how the main sources are laid out: the packages of each module with their sizes, the longest files, and the cycles between
 * hidden packages, by their imports. Usage: {@code java docs/tools/Layout.java [module...]}, in the root folder.
 */
final class Layout {
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?(io\\.litestack[a-z.]*)\\.[A-Z]", Pattern.MULTILINE);
    private static final int LONG_FILE = 300;

    private record Source(String name, String packageName, int lines, Set<String> imports) {}

    private Layout() {}

    public static void main(String[] modules) throws IOException {
        List<String> all = modules.length > 0
                ? List.of(modules)
                : List.of("litestack-core", "litestack-db", "litestack-job", "litestack-cable", "litestack");
        for (String module : all) {
            print(module, sources(Path.of(module, "src", "main", "java")));
        }
    }

    private static List<Source> sources(Path root) throws IOException {
        List<Source> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                Matcher name = PACKAGE.matcher(Files.readString(file));
                if (name.find()) {
                    sources.add(source(file, name.group(1)));
                }
            }
        }
        return sources;
    }

    private static Source source(Path file, String packageName) throws IOException {
        String text = Files.readString(file);
        Set<String> imports = new TreeSet<>();
        Matcher matcher = IMPORT.matcher(text);
        while (matcher.find()) {
            imports.add(matcher.group(1));
        }
        imports.remove(packageName);
        return new Source(file.getFileName().toString(), packageName, (int) text.lines().count(), imports);
    }

    private static void print(String module, List<Source> sources) {
        Map<String, List<Source>> packages = new TreeMap<>();
        sources.forEach(it -> packages.computeIfAbsent(it.packageName(), name -> new ArrayList<>()).add(it));
        System.out.printf("%n%s: %d files%n%n", module, sources.size());
        System.out.println("  files  lines  longest  package");
        packages.forEach(Layout::printPackage);
        sources.stream()
                .filter(it -> it.lines() > LONG_FILE)
                .sorted(Comparator.comparingInt(Source::lines).reversed())
                .forEach(it -> System.out.printf("  %d lines: %s of %s%n", it.lines(), it.name(), it.packageName()));
        printCycles(packages);
    }

    private static void printPackage(String name, List<Source> sources) {
        int lines = sources.stream().mapToInt(Source::lines).sum();
        int longest = sources.stream().mapToInt(Source::lines).max().orElse(0);
        System.out.printf("  %5d  %5d  %7d  %s%n", sources.size(), lines, longest, name);
    }

    /** What is public calls what is hidden, which returns what is public: only hidden packages can be free of cycles. */
    private static void printCycles(Map<String, List<Source>> packages) {
        Map<String, Set<String>> edges = new TreeMap<>();
        packages.forEach((name, sources) -> {
            Set<String> known = new TreeSet<>();
            sources.forEach(it -> known.addAll(it.imports()));
            known.retainAll(packages.keySet());
            known.removeIf(it -> !isHidden(it));
            if (isHidden(name)) {
                edges.put(name, known);
            }
        });
        Map<String, Set<String>> reached = new HashMap<>();
        edges.keySet().forEach(it -> reached.put(it, reachable(it, edges)));
        Set<Set<String>> cycles = new LinkedHashSet<>();
        for (String name : edges.keySet()) {
            Set<String> tied = new TreeSet<>();
            reached.get(name).stream().filter(it -> reached.get(it).contains(name)).forEach(tied::add);
            if (!tied.isEmpty()) {
                cycles.add(tied);
            }
        }
        System.out.println("  cycles between hidden packages: " + (cycles.isEmpty() ? "none" : cycles));
    }

    private static boolean isHidden(String packageName) {
        return (packageName + ".").contains(".internal.");
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> edges) {
        Set<String> found = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(edges.get(from));
        while (!next.isEmpty()) {
            String name = next.pop();
            if (found.add(name)) {
                next.addAll(edges.get(name));
            }
        }
        return found;
    }
}
