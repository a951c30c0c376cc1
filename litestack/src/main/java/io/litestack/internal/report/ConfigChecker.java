package io.litestack.internal.report;

import io.litestack.ConfigReport;
import io.litestack.core.Sync;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.internal.plan.Plan;
import io.litestack.internal.plan.PlannedComponent;
import io.litestack.internal.plan.PlannedStore;
import io.litestack.internal.plan.Planner;
import io.litestack.internal.settings.ConfigFiles;
import io.litestack.internal.settings.OpenRequest;
import io.litestack.internal.settings.SettingsReader;
import io.litestack.internal.settings.StoreMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks a configuration without opening anything. */
public final class ConfigChecker {
    private final OpenRequest request;

    public ConfigChecker(OpenRequest request) {
        this.request = request;
    }

    public ConfigReport check() {
        ConfigProblems found = new ConfigProblems("");
        SettingsReader settings = new SettingsReader(request, found);
        // what a file that cannot be read would have said is not known: the defaults would be a wrong answer
        Optional<Plan> plan = Planner.plan(request, settings, found).filter(it -> settings.isComplete());
        Set<String> problems = new LinkedHashSet<>(found.list());
        checkElsewhere(settings, problems);
        return new ConfigReport(
                plan.map(it -> text(it, settings.files())).orElse(""),
                List.copyOf(problems),
                plan.map(ConfigChecker::notes).orElse(List.of()));
    }

    /** The sections of other environments: what is wrong with them is better known before the deployment. */
    private void checkElsewhere(SettingsReader settings, Set<String> problems) {
        for (String environment : settings.environments()) {
            ConfigProblems found = new ConfigProblems("");
            Planner.planElsewhere(request.in(environment), settings.reportingTo(found), found);
            problems.addAll(found.list());
        }
    }

    private static String text(Plan plan, ConfigFiles files) {
        ConfigPrinter text = new ConfigPrinter();
        text.line("# environment " + plan.global().environment() + ", " + describe(files));
        text.line("# data folder " + plan.shownDataFolder());
        text.effective("", plan.entries());
        for (PlannedComponent<?, ?> component : plan.components()) {
            text.line("").comment("", component.provider().purpose()).line(component.name() + ":");
            text.effective("  ", component.entries());
        }
        return text.toString();
    }

    private static String describe(ConfigFiles files) {
        return files.isEmpty()
                ? "no configuration file"
                : files.all().map(Path::toString).collect(Collectors.joining(", "));
    }

    private static List<String> notes(Plan plan) {
        List<String> notes = new ArrayList<>(plan.warnings());
        for (PlannedStore store : plan.stores()) {
            note(store).ifPresent(it -> notes.add(String.join(", ", store.components()) + ": " + it));
        }
        long files =
                plan.stores().stream().filter(it -> it.mode() == StoreMode.FILE).count();
        if (files > 1 && notes.size() > plan.warnings().size()) {
            notes.add("a transaction over two files happens exactly once over a power loss only if both have"
                    + " sync: full; over a crash of the process it always does");
        }
        return notes;
    }

    private static Optional<String> note(PlannedStore store) {
        if (store.mode() == StoreMode.TEMPORARY || store.config().sync() == Sync.FULL) {
            return Optional.empty();
        }
        return Optional.of(
                store.config().sync() == Sync.NORMAL
                        ? "a power loss may take the last commits (sync: normal); with sync: full it takes none"
                        : "a power loss may take commits and damage the file (sync: off); only for what can be built"
                                + " again");
    }
}
