package io.litestack.internal.plan;

import io.litestack.core.StoreConfig;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.SystemPath;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.ConfigTypes;
import io.litestack.core.spi.config.StoreKeys;
import io.litestack.internal.settings.GlobalSettings;
import io.litestack.internal.settings.OpenRequest;
import io.litestack.internal.settings.Placement;
import io.litestack.internal.settings.StoreMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Finds out which stores there are, which components share one, and how much each may take of the page cache. */
final class StorePlanner {
    private final GlobalSettings global;
    private final Path workingFolder;
    private final String shownDataFolder;
    private final Path temporary;
    private final List<Consumer<StoreConfig.Builder>> changes;
    private final ConfigProblems problems;
    private final Map<Object, StoreAssignment> assignments = new LinkedHashMap<>();
    private final Map<StoreAssignment, Optional<PlannedStore>> planned = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private long pageCacheShare = GlobalSettings.LEAST_PAGE_CACHE;

    StorePlanner(GlobalSettings global, String shownDataFolder, OpenRequest request, ConfigProblems problems) {
        this.global = global;
        this.problems = problems;
        changes = request.stores();
        this.shownDataFolder = shownDataFolder;
        workingFolder = request.process().folder();
        temporary = request.process().temporary().resolve("litestack-" + UUID.randomUUID());
    }

    /** Enters a component. */
    StoreAssignment add(ComponentProvider<?, ?> provider, Placement placement, ConfigSection section) {
        Path folder = placement.mode() == StoreMode.TEMPORARY ? temporary : global.dataFolder();
        Path file = placement.mode() == StoreMode.TEMPORARY
                ? folder.resolve(String.valueOf(placement.path().getFileName()))
                : SystemPath.absolute(folder.resolve(placement.path()));
        Object key = placement.mode() == StoreMode.OFF ? provider : List.of(placement.mode(), file);
        if (placement.mode() == StoreMode.FILE) {
            refuseFolder(provider.name(), section, file);
            warnOfOther(provider.name(), section, file, SystemPath.absolute(workingFolder.resolve(placement.path())));
        }
        StoreAssignment assignment =
                assignments.computeIfAbsent(key, it -> new StoreAssignment(file, placement.mode()));
        assignment.add(new StoreAssignment.Member(provider, section), problems);
        return assignment;
    }

    private void refuseFolder(String component, ConfigSection section, Path file) {
        if (file.getFileName() != null && global.dataFolder().startsWith(file)) {
            problems.add(section.origin("path").orElse("program") + ": " + component + ".path must name a file, but \""
                    + section.text("path").orElse("") + "\" is the data folder, or a folder that has it in it");
        }
    }

    /** Elsewhere, as in Ruby's frameworks, a relative path is in the working folder. Values of variables are not shown. */
    private void warnOfOther(String component, ConfigSection section, Path file, Path other) {
        if (section.has("path") && !other.equals(file) && Files.isRegularFile(other) && !Files.exists(file)) {
            String path = section.text("path").orElse("");
            warnings.add(section.origin("path").orElse("") + ": " + component + ".path means " + shownDataFolder + '/'
                    + path + ", since a relative path is in the data folder; that is a new file. " + workingFolder + '/'
                    + path + " is there and stays unused: if it is meant write its whole path, or move it");
        }
    }

    /** What is legal and probably not meant. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** How long the stores may take to close, as far as they are opened, also if something else in their settings is wrong. */
    void addCloseTimes(CloseBudget budget) {
        assignments.values().stream()
                .filter(StoreAssignment::isOn)
                .forEach(assignment ->
                        budget.add(assignment.name(), closeTimeout(assignment).map(it -> Map.of(CloseBudget.KEY, it))));
    }

    private Optional<Duration> closeTimeout(StoreAssignment assignment) {
        if (!StoreKeys.BINDING.isReadable(CloseBudget.KEY, assignment.section())) {
            return Optional.empty();
        }
        Optional<Duration> ofPlan = plan(assignment).map(it -> it.config().closeTimeout());
        return ofPlan.isPresent() || !changes.isEmpty() ? ofPlan : closeTimeoutAlone(assignment);
    }

    private static Optional<Duration> closeTimeoutAlone(StoreAssignment assignment) {
        ConfigSection section = assignment.section().only(List.of(CloseBudget.KEY));
        StoreConfig.Builder builder = StoreConfig.builder(Path.of("any.sqlite3"));
        ConfigProblems ignored = new ConfigProblems("");
        StoreKeys.BINDING.apply(section, builder, ignored);
        return StoreKeys.BINDING.build(section, builder, ignored).map(StoreConfig::closeTimeout);
    }

    /** Divides the page cache, once all components are entered: what no store takes for itself is shared equally. */
    void dividePageCache(Optional<String> origin) {
        List<StoreAssignment> open =
                assignments.values().stream().filter(StoreAssignment::isOn).toList();
        List<StoreAssignment> without =
                open.stream().filter(it -> !it.section().has("page_cache")).toList();
        if (without.isEmpty()) {
            return;
        }
        long taken = open.stream().mapToLong(this::takenBy).sum();
        long share = (global.pageCacheBytes() - taken) / without.size();
        if (share < GlobalSettings.LEAST_PAGE_CACHE) {
            problems.add(origin.map(it -> it + ": ").orElse("") + "page_cache is " + print(global.pageCacheBytes())
                    + ", of which single stores take "
                    + print(taken) + "; that leaves less than " + print(GlobalSettings.LEAST_PAGE_CACHE)
                    + " for each of the "
                    + without.size()
                    + " others: raise it, or lower theirs");
        }
        pageCacheShare = Math.max(share, GlobalSettings.LEAST_PAGE_CACHE);
    }

    private static String print(long bytes) {
        return ConfigTypes.SIZE.print(bytes);
    }

    private long takenBy(StoreAssignment assignment) {
        StoreConfig.Builder builder = assignment.defaults(GlobalSettings.LEAST_PAGE_CACHE);
        ConfigProblems ignored = new ConfigProblems("");
        if (!assignment.section().has("page_cache")) {
            return 0;
        }
        StoreKeys.BINDING.apply(assignment.section(), builder, ignored);
        return StoreKeys.BINDING
                .build(assignment.section(), builder, ignored)
                .map(StoreConfig::pageCacheBytes)
                .orElse(0L);
    }

    /** The store's settings; empty if there is something wrong with them, which is said once. */
    Optional<PlannedStore> plan(StoreAssignment assignment) {
        return planned.computeIfAbsent(assignment, this::build);
    }

    private Optional<PlannedStore> build(StoreAssignment assignment) {
        StoreConfig.Builder builder = assignment.defaults(pageCacheShare);
        ConfigSection section = assignment.section();
        StoreKeys.BINDING.apply(section, builder, problems);
        changes.forEach(change -> change.accept(builder));
        return StoreKeys.BINDING.build(section, builder, problems).map(assignment::planned);
    }

    /** The stores that are to be opened, as far as they are planned. */
    List<PlannedStore> planned() {
        return planned.entrySet().stream()
                .filter(it -> it.getKey().isOn())
                .flatMap(it -> it.getValue().stream())
                .toList();
    }

    /** The store's settings before the program changed them; empty if there is something wrong with them. */
    Optional<StoreConfig> fromFiles(StoreAssignment assignment) {
        ConfigProblems ignored = new ConfigProblems("");
        StoreConfig.Builder builder = assignment.defaults(pageCacheShare);
        StoreKeys.BINDING.apply(assignment.section(), builder, ignored);
        return StoreKeys.BINDING.build(assignment.section(), builder, ignored);
    }

    /** The store's settings without files and program. */
    StoreConfig defaults(StoreAssignment assignment) {
        return assignment.defaults(pageCacheShare).build();
    }
}
