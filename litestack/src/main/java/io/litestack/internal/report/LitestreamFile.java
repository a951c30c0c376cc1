package io.litestack.internal.report;

import io.litestack.core.Checkpoint;
import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.tree.YamlText;
import io.litestack.internal.plan.Plan;
import io.litestack.internal.plan.PlannedStore;
import io.litestack.internal.settings.StoreMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of Litestream for the files of a plan. Only files whose checkpoints are left to it are in it: it and the
 * store must not both empty the write-ahead log.
 */
public final class LitestreamFile {
    private final Plan plan;
    private final String replica;

    public LitestreamFile(Plan plan, String replica) {
        this.plan = plan;
        this.replica = Replica.of(replica, plan.global().dataFolder()).url();
    }

    public String text() {
        List<PlannedStore> files =
                plan.stores().stream().filter(LitestreamFile::isReplicated).toList();
        if (files.isEmpty()) {
            throw new ConfigException(
                    "litestream.yml",
                    List.of("no file has checkpoint: external in the environment "
                            + plan.global().environment()
                            + "; say so for each component to be replicated, or name another environment"));
        }
        StringBuilder text = new StringBuilder("dbs:\n");
        files.forEach(store -> append(text, store));
        plan.stores().stream()
                .filter(store -> !isReplicated(store))
                .forEach(store -> text.append("# not replicated: ")
                        .append(store.describe())
                        .append('\n'));
        return text.toString();
    }

    private static boolean isReplicated(PlannedStore store) {
        return store.mode() == StoreMode.FILE && store.config().checkpoint() == Checkpoint.EXTERNAL;
    }

    private void append(StringBuilder text, PlannedStore store) {
        Path file = store.config().path();
        if (file.toString().indexOf('$') >= 0) {
            throw new ConfigException(
                    "litestream.yml", List.of("Litestream takes $ for the start of a variable; rename " + file));
        }
        text.append("  - path: ").append(YamlText.scalar(file.toString())).append('\n');
        text.append("    replicas:\n");
        text.append("      - url: ")
                .append(YamlText.scalar(replica + "/" + nameOf(file)))
                .append('\n');
    }

    /** Its path in the data folder, or its whole path if it is elsewhere: no two files have the same. */
    private String nameOf(Path file) {
        Path folder = plan.global().dataFolder();
        Path name = file.startsWith(folder) ? folder.relativize(file) : file.subpath(0, file.getNameCount());
        StringBuilder parts = new StringBuilder();
        name.forEach(part -> parts.append(parts.isEmpty() ? "" : "/").append(encoded(part.toString())));
        return parts.toString();
    }

    private static String encoded(String part) {
        try {
            return new URI(null, null, "/" + part, null).getRawPath().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(part, e);
        }
    }
}
