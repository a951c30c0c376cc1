package io.litestack.internal.plan;

import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.internal.config.Variables;
import io.litestack.internal.settings.Customizer;
import io.litestack.internal.settings.GlobalSettings;
import io.litestack.internal.settings.KnownComponent;
import io.litestack.internal.settings.OpenRequest;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.SettingsReader;
import io.litestack.internal.settings.StoreMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what a program asked for and what the files say into a {@link Plan}. It goes on after a problem, so that all are found in
 * one go; the plan then lacks the parts that have one.
 */
public final class Planner {
    private static final ClassLoader LOADER = Planner.class.getClassLoader();
    private static final String DATA = "data";
    private static final String PAGE_CACHE = "page_cache";
    private static final String CLOSE_TIMEOUT = CloseBudget.KEY;
    private static final String DATA_VARIABLE = "LITESTACK_DATA_PATH";

    private final OpenRequest request;
    private final SettingsReader files;
    private final ConfigProblems problems;
    private final Variables variables;

    private Planner(OpenRequest request, SettingsReader files, ConfigProblems problems, Variables variables) {
        this.request = request;
        this.files = files;
        this.problems = problems;
        this.variables = variables;
    }

    /** Plans for the environment that was asked for. */
    public static Optional<Plan> plan(OpenRequest request, SettingsReader files, ConfigProblems problems) {
        return new Planner(request, files, problems, variables(request)).plan();
    }

    /** Plans for another environment, whose variables need not be set here. */
    public static Optional<Plan> planElsewhere(OpenRequest request, SettingsReader files, ConfigProblems problems) {
        return new Planner(request, files, problems, variables(request).lenient()).plan();
    }

    private static Variables variables(OpenRequest request) {
        ProcessEnvironment process = request.process();
        return Variables.of(process.variables(), process.folder());
    }

    private Optional<Plan> plan() {
        String environment = request.environmentName();
        if (!environment.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
            problems.add("the environment must be named by up to 64 letters, digits, dashes and underscores");
            return Optional.empty();
        }
        ConfigSection settings = variables.resolve(files.read(environment), problems);
        settings.refuseUnknown(files.topKeys(), SettingsReader.OTHER_WORDS, problems);
        refuseAbsent(settings);
        return global(environment, settings)
                .map(global -> plan(global, settings, entries(global, settings)))
                .or(() -> besides(environment, settings));
    }

    /** What is wrong with the settings for all components must not hide what is wrong with those of single ones. */
    private Optional<Plan> besides(String environment, ConfigSection settings) {
        for (List<String> wrong : List.of(
                List.of(PAGE_CACHE), List.of(CLOSE_TIMEOUT), List.of(DATA), List.of(PAGE_CACHE, CLOSE_TIMEOUT, DATA))) {
            GlobalSettings.Builder builder = builder(environment);
            if (wrong.contains(PAGE_CACHE)) {
                builder.pageCacheBytes(GlobalSettings.MOST_PAGE_CACHE);
            }
            if (wrong.contains(CLOSE_TIMEOUT)) {
                builder.closeTimeout(GlobalSettings.MOST_CLOSE_TIMEOUT);
            }
            List<String> right = new ArrayList<>(GlobalSettings.BINDING.names());
            right.removeAll(wrong);
            Optional<GlobalSettings> global = global(settings.only(right), builder, new ConfigProblems(""));
            if (global.isPresent()) {
                return Optional.of(plan(global.get(), settings, List.of()));
            }
        }
        return Optional.empty();
    }

    /** What is configured must be on the class path, or off. */
    private void refuseAbsent(ConfigSection settings) {
        for (KnownComponent known : KnownComponent.values()) {
            boolean isMissing =
                    settings.has(known.section()) && !request.providers().has(known.section());
            if (isMissing && !isOff(settings.section(known.section(), problems))) {
                problems.add(settings.origin(known.section()).orElse("") + ": " + known.section()
                        + " is configured, but " + known.absence(LOADER) + "; " + known.remedy(LOADER)
                        + ", or say store: off");
            }
        }
    }

    private static boolean isOff(ConfigSection section) {
        return section.text("store").filter("off"::equalsIgnoreCase).isPresent();
    }

    private Optional<GlobalSettings> global(String environment, ConfigSection settings) {
        return global(settings, builder(environment), problems);
    }

    private GlobalSettings.Builder builder(String environment) {
        return new GlobalSettings.Builder(environment, request.process().folder());
    }

    private Optional<GlobalSettings> global(
            ConfigSection settings, GlobalSettings.Builder builder, ConfigProblems found) {
        GlobalSettings.BINDING.apply(settings, builder, found);
        dataFolder().ifPresent(builder::dataFolder);
        return GlobalSettings.BINDING.build(settings, builder, found);
    }

    /** Where the program or the process want the data, whatever a file says. */
    private Optional<Path> dataFolder() {
        return request.dataFolder()
                .or(() -> request.process().variable(DATA_VARIABLE).map(Path::of));
    }

    private Plan plan(GlobalSettings global, ConfigSection settings, List<ConfigEntry> entries) {
        StorePlanner stores = new StorePlanner(global, shownDataFolder(global, settings), request, problems);
        List<PlacedComponent<?, ?>> placed = new ArrayList<>();
        for (ComponentProvider<?, ?> provider : request.providers().all()) {
            ConfigSection section = settings.section(provider.name(), problems);
            PlacedComponent.of(provider, section, stores, problems).ifPresent(placed::add);
        }
        stores.dividePageCache(settings.origin(PAGE_CACHE));
        List<PlannedComponent<?, ?>> components = new ArrayList<>();
        for (PlacedComponent<?, ?> each : placed) {
            component(each, stores).ifPresent(components::add);
        }
        refuseUnusedChanges(components);
        if (placed.size() == request.providers().all().size()) {
            refuseShortClose(global, settings, closeBudget(stores, placed, components));
        }
        return new Plan(
                global, shownDataFolder(global, settings), entries, stores.planned(), components, stores.warnings());
    }

    /** The data folder, or what stands in the file for it where that has a variable. */
    private String shownDataFolder(GlobalSettings global, ConfigSection settings) {
        return settings.text(DATA)
                .filter(it -> it.contains("${") && dataFolder().isEmpty())
                .orElse(global.dataFolder().toString());
    }

    private Optional<PlannedComponent<?, ?>> component(PlacedComponent<?, ?> placed, StorePlanner stores) {
        Optional<PlannedStore> store = stores.plan(placed.assignment());
        if (store.isEmpty()) {
            placed.check(request.components(), problems);
            return Optional.empty();
        }
        return placed.plan(store.get(), stores, request.components(), problems);
    }

    private List<ConfigEntry> entries(GlobalSettings global, ConfigSection settings) {
        GlobalSettings usual = new GlobalSettings.Builder(
                        global.environment(), request.process().folder())
                .build();
        if (dataFolder().isEmpty()) {
            return GlobalSettings.BINDING.describe(settings, global, usual);
        }
        String origin = request.dataFolder().isPresent() ? "program" : DATA_VARIABLE;
        return GlobalSettings.BINDING.describe(settings.without(DATA), global, usual).stream()
                .map(it -> it.key().equals(DATA)
                        ? new ConfigEntry(it.key(), it.value(), origin, it.sample(), it.documentation())
                        : it)
                .toList();
    }

    private void refuseShortClose(GlobalSettings global, ConfigSection settings, CloseBudget budget) {
        if (GlobalSettings.BINDING.isReadable(CLOSE_TIMEOUT, settings)) {
            budget.mustFit(settings, global.closeTimeout(), problems);
        }
    }

    private CloseBudget closeBudget(
            StorePlanner stores, List<PlacedComponent<?, ?>> placed, List<PlannedComponent<?, ?>> components) {
        CloseBudget budget = new CloseBudget();
        placed.stream()
                .filter(it -> it.placement().mode() != StoreMode.OFF)
                .forEach(it -> budget.add(it.provider().name(), closeTimeouts(it, components)));
        stores.addCloseTimes(budget);
        return budget;
    }

    /** Empty if they cannot be found out, because something is wrong with the component's settings. */
    private Optional<Map<String, Duration>> closeTimeouts(
            PlacedComponent<?, ?> placed, List<PlannedComponent<?, ?>> components) {
        return components.stream()
                .filter(it -> it.name().equals(placed.provider().name()))
                .findFirst()
                .map(PlannedComponent::closeTimeouts)
                .or(() -> placed.closeTimeouts(request.components()))
                .filter(it -> placed.areReadable(it.keySet()));
    }

    private void refuseUnusedChanges(List<PlannedComponent<?, ?>> components) {
        for (Customizer<?> change : request.components()) {
            boolean isUsed =
                    components.stream().flatMap(it -> buildersOf(it).stream()).anyMatch(change::isFor);
            if (!isUsed && components.size() == request.providers().all().size()) {
                problems.add("no component on the class path is configured by a "
                        + change.type().getName());
            }
        }
    }

    private static <B, C> List<?> buildersOf(PlannedComponent<B, C> component) {
        ComponentProvider<B, C> provider = component.provider();
        return provider.builders(provider.builder(component.store().config()));
    }
}
