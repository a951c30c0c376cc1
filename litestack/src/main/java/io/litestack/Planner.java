package io.litestack;

import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.ConfigVariables;
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
final class Planner {
    private static final ClassLoader LOADER = Planner.class.getClassLoader();
    private static final String PAGE_CACHE = "page_cache";
    private static final String CLOSE_TIMEOUT = CloseTimes.KEY;
    private static final String DATA_VARIABLE = "LITESTACK_DATA_PATH";

    private final OpenRequest request;
    private final Settings files;
    private final ConfigProblems problems;
    private final ConfigVariables variables;

    private Planner(OpenRequest request, Settings files, ConfigProblems problems, ConfigVariables variables) {
        this.request = request;
        this.files = files;
        this.problems = problems;
        this.variables = variables;
    }

    /** Plans for the environment that was asked for. */
    static Optional<Plan> plan(OpenRequest request, Settings files, ConfigProblems problems) {
        return new Planner(request, files, problems, variables(request)).plan();
    }

    /** Plans for another environment, whose variables need not be set here. */
    static Optional<Plan> planElsewhere(OpenRequest request, Settings files, ConfigProblems problems) {
        return new Planner(request, files, problems, variables(request).lenient()).plan();
    }

    private static ConfigVariables variables(OpenRequest request) {
        Surroundings surroundings = request.surroundings();
        return ConfigVariables.of(surroundings.variables(), surroundings.folder());
    }

    private Optional<Plan> plan() {
        String environment = request.environmentName();
        if (!environment.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
            problems.add("the environment must be named by up to 64 letters, digits, dashes and underscores");
            return Optional.empty();
        }
        ConfigSection settings = files.read(environment).resolved(variables, problems);
        settings.refuseUnknown(files.topKeys(), Settings.OTHER_WORDS, problems);
        refuseAbsent(settings);
        return frame(environment, settings)
                .map(frame -> plan(frame, settings, entries(frame, settings)))
                .or(() -> besides(environment, settings));
    }

    /** What is wrong with the settings for all components must not hide what is wrong with those of single ones. */
    private Optional<Plan> besides(String environment, ConfigSection settings) {
        for (List<String> wrong :
                List.of(List.of(PAGE_CACHE), List.of(CLOSE_TIMEOUT), List.of(PAGE_CACHE, CLOSE_TIMEOUT))) {
            Frame.Builder builder = builder(environment);
            if (wrong.contains(PAGE_CACHE)) {
                builder.pageCacheBytes(Frame.MOST_PAGE_CACHE);
            }
            if (wrong.contains(CLOSE_TIMEOUT)) {
                builder.closeTimeout(Frame.MOST_CLOSE_TIMEOUT);
            }
            List<String> right = new ArrayList<>(Frame.BINDING.names());
            right.removeAll(wrong);
            Optional<Frame> frame = frame(settings.only(right), builder, new ConfigProblems(""));
            if (frame.isPresent()) {
                return Optional.of(plan(frame.get(), settings, List.of()));
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

    private Optional<Frame> frame(String environment, ConfigSection settings) {
        return frame(settings, builder(environment), problems);
    }

    private Frame.Builder builder(String environment) {
        return new Frame.Builder(environment, request.surroundings().folder());
    }

    private Optional<Frame> frame(ConfigSection settings, Frame.Builder builder, ConfigProblems found) {
        Frame.BINDING.apply(settings, builder, found);
        dataFolder().ifPresent(builder::dataFolder);
        return Frame.BINDING.build(settings, builder, found);
    }

    /** Where the program or the surroundings want the data, whatever a file says. */
    private Optional<Path> dataFolder() {
        return request.dataFolder()
                .or(() -> request.surroundings().variable(DATA_VARIABLE).map(Path::of));
    }

    private Plan plan(Frame frame, ConfigSection settings, List<ConfigEntry> entries) {
        StorePlanner stores = new StorePlanner(frame, shownDataFolder(frame, settings), request, problems);
        List<Candidate<?, ?>> candidates = new ArrayList<>();
        for (ComponentProvider<?, ?> provider : request.providers().all()) {
            ConfigSection section = settings.section(provider.name(), problems);
            Candidate.of(provider, section, stores, problems).ifPresent(candidates::add);
        }
        stores.dividePageCache(settings.origin(PAGE_CACHE));
        List<PlannedComponent<?, ?>> components = new ArrayList<>();
        for (Candidate<?, ?> candidate : candidates) {
            component(candidate, stores).ifPresent(components::add);
        }
        refuseUnusedChanges(components);
        if (candidates.size() == request.providers().all().size()) {
            refuseShortClose(frame, settings, stores, candidates, components);
        }
        return new Plan(
                frame, shownDataFolder(frame, settings), entries, stores.planned(), components, stores.warnings());
    }

    /** The data folder, or what stands in the file for it where that has a variable. */
    private String shownDataFolder(Frame frame, ConfigSection settings) {
        return settings.text("data")
                .filter(it -> it.contains("${") && dataFolder().isEmpty())
                .orElse(frame.dataFolder().toString());
    }

    private Optional<PlannedComponent<?, ?>> component(Candidate<?, ?> candidate, StorePlanner stores) {
        Optional<PlannedStore> store = stores.plan(candidate.share());
        if (store.isEmpty()) {
            candidate.check(request.components(), problems);
            return Optional.empty();
        }
        return candidate.plan(store.get(), stores, request.components(), problems);
    }

    private List<ConfigEntry> entries(Frame frame, ConfigSection settings) {
        Frame usual =
                new Frame.Builder(frame.environment(), request.surroundings().folder()).build();
        if (dataFolder().isEmpty()) {
            return Frame.BINDING.describe(settings, frame, usual);
        }
        String origin = request.dataFolder().isPresent() ? "program" : DATA_VARIABLE;
        return Frame.BINDING.describe(settings.without("data"), frame, usual).stream()
                .map(it -> it.key().equals("data")
                        ? new ConfigEntry(it.key(), it.value(), origin, it.sample(), it.documentation())
                        : it)
                .toList();
    }

    private void refuseShortClose(
            Frame frame,
            ConfigSection settings,
            StorePlanner stores,
            List<Candidate<?, ?>> candidates,
            List<PlannedComponent<?, ?>> components) {
        if (!Frame.BINDING.isReadable(CLOSE_TIMEOUT, settings)) {
            return;
        }
        CloseTimes times = new CloseTimes();
        for (Candidate<?, ?> candidate : candidates) {
            if (candidate.placement().mode() != StoreMode.OFF) {
                String name = candidate.provider().name();
                Optional<Map<String, Duration>> planned = components.stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .map(PlannedComponent::closeTimeouts);
                times.add(
                        name,
                        planned.or(() -> candidate.closeTimeouts(request.components()))
                                .filter(it -> candidate.areReadable(it.keySet())));
            }
        }
        stores.addCloseTimes(times);
        times.mustFit(settings, frame.closeTimeout(), problems);
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
