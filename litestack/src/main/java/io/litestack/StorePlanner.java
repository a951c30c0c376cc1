package io.litestack;

import io.litestack.core.StoreConfig;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.SystemPath;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.ConfigTypes;
import io.litestack.core.spi.config.StoreKeys;
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

/** Finds out which stores there are, who shares one, and what each may take of the page cache. */
final class StorePlanner {
    private final Frame frame;
    private final Path workingFolder;
    private final String shownDataFolder;
    private final Path temporary;
    private final List<Consumer<StoreConfig.Builder>> changes;
    private final ConfigProblems problems;
    private final Map<Object, Share> shares = new LinkedHashMap<>();
    private final Map<Share, Optional<PlannedStore>> planned = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private long pageCacheShare = Frame.LEAST_PAGE_CACHE;

    StorePlanner(Frame frame, String shownDataFolder, OpenRequest request, ConfigProblems problems) {
        this.frame = frame;
        this.problems = problems;
        changes = request.stores();
        this.shownDataFolder = shownDataFolder;
        workingFolder = request.surroundings().folder();
        temporary = request.surroundings().temporary().resolve("litestack-" + UUID.randomUUID());
    }

    /** Enters a component. */
    Share add(ComponentProvider<?, ?> provider, Placement placement, ConfigSection section) {
        Path folder = placement.mode() == StoreMode.TEMPORARY ? temporary : frame.dataFolder();
        Path file = placement.mode() == StoreMode.TEMPORARY
                ? folder.resolve(String.valueOf(placement.path().getFileName()))
                : SystemPath.absolute(folder.resolve(placement.path()));
        Object key = placement.mode() == StoreMode.OFF ? provider : List.of(placement.mode(), file);
        if (placement.mode() == StoreMode.FILE) {
            warnOfOther(provider.name(), section, file, SystemPath.absolute(workingFolder.resolve(placement.path())));
        }
        Share share = shares.computeIfAbsent(key, it -> new Share(file, placement.mode()));
        share.add(new Share.Tenant(provider, section), problems);
        return share;
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
    void addCloseTimes(CloseTimes times) {
        shares.values().stream()
                .filter(Share::isOn)
                .forEach(share -> times.add(share.name(), closeTimeout(share).map(it -> Map.of(CloseTimes.KEY, it))));
    }

    private Optional<Duration> closeTimeout(Share share) {
        if (!StoreKeys.BINDING.isReadable(CloseTimes.KEY, share.section())) {
            return Optional.empty();
        }
        Optional<Duration> ofPlan = plan(share).map(it -> it.config().closeTimeout());
        return ofPlan.isPresent() || !changes.isEmpty() ? ofPlan : closeTimeoutAlone(share);
    }

    private static Optional<Duration> closeTimeoutAlone(Share share) {
        ConfigSection section = share.section().only(List.of(CloseTimes.KEY));
        StoreConfig.Builder builder = StoreConfig.builder(Path.of("any.sqlite3"));
        ConfigProblems ignored = new ConfigProblems("");
        StoreKeys.BINDING.apply(section, builder, ignored);
        return StoreKeys.BINDING.build(section, builder, ignored).map(StoreConfig::closeTimeout);
    }

    /** Divides the page cache, once all components are entered: what nobody took for himself is shared equally. */
    void dividePageCache(Optional<String> origin) {
        List<Share> open = shares.values().stream().filter(Share::isOn).toList();
        List<Share> without =
                open.stream().filter(it -> !it.section().has("page_cache")).toList();
        if (without.isEmpty()) {
            return;
        }
        long taken = open.stream().mapToLong(this::takenBy).sum();
        long share = (frame.pageCacheBytes() - taken) / without.size();
        if (share < Frame.LEAST_PAGE_CACHE) {
            problems.add(origin.map(it -> it + ": ").orElse("") + "page_cache is " + print(frame.pageCacheBytes())
                    + ", of which single stores take "
                    + print(taken) + "; that leaves less than " + print(Frame.LEAST_PAGE_CACHE) + " for each of the "
                    + without.size()
                    + " others: raise it, or lower theirs");
        }
        pageCacheShare = Math.max(share, Frame.LEAST_PAGE_CACHE);
    }

    private static String print(long bytes) {
        return ConfigTypes.SIZE.print(bytes);
    }

    private long takenBy(Share share) {
        StoreConfig.Builder builder = share.defaults(Frame.LEAST_PAGE_CACHE);
        ConfigProblems ignored = new ConfigProblems("");
        if (!share.section().has("page_cache")) {
            return 0;
        }
        StoreKeys.BINDING.apply(share.section(), builder, ignored);
        return StoreKeys.BINDING
                .build(share.section(), builder, ignored)
                .map(StoreConfig::pageCacheBytes)
                .orElse(0L);
    }

    /** The store's settings; empty if there is something wrong with them, which is said once. */
    Optional<PlannedStore> plan(Share share) {
        return planned.computeIfAbsent(share, this::build);
    }

    private Optional<PlannedStore> build(Share share) {
        StoreConfig.Builder builder = share.defaults(pageCacheShare);
        ConfigSection section = share.section();
        StoreKeys.BINDING.apply(section, builder, problems);
        changes.forEach(change -> change.accept(builder));
        return StoreKeys.BINDING.build(section, builder, problems).map(share::planned);
    }

    /** The stores that are to be opened, as far as they are planned. */
    List<PlannedStore> planned() {
        return planned.entrySet().stream()
                .filter(it -> it.getKey().isOn())
                .flatMap(it -> it.getValue().stream())
                .toList();
    }

    /** The store's settings before the program changed them; empty if there is something wrong with them. */
    Optional<StoreConfig> fromFiles(Share share) {
        ConfigProblems ignored = new ConfigProblems("");
        StoreConfig.Builder builder = share.defaults(pageCacheShare);
        StoreKeys.BINDING.apply(share.section(), builder, ignored);
        return StoreKeys.BINDING.build(share.section(), builder, ignored);
    }

    /** The store's settings if nobody said anything. */
    StoreConfig defaults(Share share) {
        return share.defaults(pageCacheShare).build();
    }
}
