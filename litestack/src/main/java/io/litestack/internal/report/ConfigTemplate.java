package io.litestack.internal.report;

import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.StoreKeys;
import io.litestack.internal.settings.ConfigFiles;
import io.litestack.internal.settings.GlobalSettings;
import io.litestack.internal.settings.KnownComponent;
import io.litestack.internal.settings.Placement;
import io.litestack.internal.settings.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes the configuration file that an application begins with: all there is to say, as comments. */
public final class ConfigTemplate {
    private static final ConfigSection NOTHING = ConfigSection.empty("defaults");
    private static final Set<String> OFTEN_CHANGED = Set.of("store", "path", "sync");

    private final Path folder;
    private final Providers providers;

    public ConfigTemplate(Path folder, Providers providers) {
        this.folder = folder;
        this.providers = providers;
    }

    /** Writes the file, and the line in {@code .gitignore}; returns what was made or changed. */
    public List<Path> write() {
        refuseExisting();
        GitIgnore gitIgnore = new GitIgnore(folder);
        Path file = folder.resolve(ConfigFiles.STANDARD + ".yml");
        List<Path> written = new ArrayList<>();
        try {
            Files.writeString(file, text(), StandardOpenOption.CREATE_NEW);
            written.add(file);
            if (gitIgnore.add("data")) {
                written.add(gitIgnore.file());
            }
            return written;
        } catch (IOException e) {
            throw new ConfigException("init of " + folder, List.of("cannot write there: " + e));
        }
    }

    private void refuseExisting() {
        ConfigProblems problems = new ConfigProblems("init of " + folder);
        if (!Files.isDirectory(folder)) {
            problems.add(folder.toAbsolutePath() + " is not a folder; make it first, or name another");
        }
        ConfigFiles.in(folder, providers, problems)
                .all()
                .forEach(file -> problems.add(file + " is there already and stays as it is; move it away first"));
        problems.throwIfAny();
    }

    /** The file's content. */
    String text() {
        ConfigPrinter text = new ConfigPrinter();
        intro(text);
        text.line("").line("default: &default");
        text.starter("  ", globalEntries());
        boolean isFirst = true;
        for (ComponentProvider<?, ?> provider : providers.all()) {
            text.line("").comment("  ", provider.purpose()).line("  " + provider.name() + ":");
            store(text, provider, isFirst);
            text.starter("    ", ownEntries(provider));
            isFirst = false;
        }
        text.line("").line("development:").line("  <<: *default");
        test(text);
        production(text);
        return text.toString();
    }

    private static void intro(ConfigPrinter text) {
        text.comment(
                "", "The configuration of Litestack. What is not said has the default that stands here in a comment.");
        text.comment("", "Spans of time: 250ms, 30s, 5m, 12h, 7d. Sizes: 64KB, 128MB, 2GB.");
        text.comment(
                "", "${VAR} is an environment variable, ${VAR:value} has a default, ${git.branch:main} is the branch.");
        text.comment("", "The environment is named by -Dlitestack.env or LITESTACK_ENV; else it is development.");
        text.comment("", "To see what takes effect: java -cp ... io.litestack.Main check litestack.yml");
    }

    private void test(ConfigPrinter text) {
        text.line("").line("test:").line("  <<: *default");
        for (ComponentProvider<?, ?> provider : providers.all()) {
            text.line("  " + provider.name() + ":").line("    store: temporary");
        }
    }

    private void production(ConfigPrinter text) {
        text.line("").line("production:").line("  <<: *default").line("  stop_at_shutdown: true");
        if (providers.has(KnownComponent.DB.section())) {
            text.line("  db:").line("    sync: full");
        }
    }

    private List<ConfigEntry> globalEntries() {
        GlobalSettings global = new GlobalSettings.Builder("development", folder.toAbsolutePath()).build();
        return GlobalSettings.BINDING.describe(NOTHING, global, global);
    }

    /** The keys that all components have are explained once; of the others only those whose defaults differ are there. */
    private static void store(ConfigPrinter text, ComponentProvider<?, ?> provider, boolean isFirst) {
        if (isFirst) {
            text.starter("    ", storeEntries(provider));
            return;
        }
        text.comment("    ", "The keys of its store are those above.");
        for (ConfigEntry entry : storeEntries(provider)) {
            if (OFTEN_CHANGED.contains(entry.key())) {
                text.line("    # " + entry.key() + ": " + entry.sample());
            }
        }
    }

    private static List<ConfigEntry> storeEntries(ComponentProvider<?, ?> provider) {
        Placement placement = new Placement.Builder(provider.file()).build();
        StoreConfig store = store(provider);
        List<ConfigEntry> entries = new ArrayList<>();
        entries.addAll(Placement.BINDING.describe(NOTHING, placement, placement));
        entries.addAll(StoreKeys.BINDING.describe(NOTHING, store, store));
        return entries;
    }

    private static <B, C> List<ConfigEntry> ownEntries(ComponentProvider<B, C> provider) {
        return provider.binding()
                .build(NOTHING, provider.builder(store(provider)), new ConfigProblems(""))
                .map(config -> provider.binding().describe(NOTHING, config, config))
                .orElse(List.of());
    }

    private static StoreConfig store(ComponentProvider<?, ?> provider) {
        StoreConfig.Builder builder = StoreConfig.builder(Path.of(provider.file()));
        provider.configureStore(builder);
        return builder.build();
    }
}
