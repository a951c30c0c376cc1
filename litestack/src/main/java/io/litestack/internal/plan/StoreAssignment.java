package io.litestack.internal.plan;

import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.StoreKeys;
import io.litestack.internal.settings.StoreMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file and the components that keep their rows in it: usually one. What the section of one says of the store is for all of them, and
 * what two say must be the same. Where none says anything, the strictest default counts.
 */
final class StoreAssignment {
    private final Path file;
    private final StoreMode mode;
    private final List<Member> members = new ArrayList<>();

    /** A component with its section. */
    record Member(ComponentProvider<?, ?> provider, ConfigSection section) {}

    StoreAssignment(Path file, StoreMode mode) {
        this.file = file;
        this.mode = mode;
    }

    void add(Member member, ConfigProblems problems) {
        for (String key : StoreKeys.BINDING.names()) {
            members.forEach(other -> refuseContradiction(key, other, member, problems));
        }
        members.add(member);
    }

    private void refuseContradiction(String key, Member first, Member second, ConfigProblems problems) {
        Optional<String> one = StoreKeys.BINDING.meaning(key, first.section);
        Optional<String> two = StoreKeys.BINDING.meaning(key, second.section);
        if (one.isPresent() && two.isPresent() && !one.equals(two)) {
            problems.add(second.section.origin(key).orElse("") + ": " + first.provider.name() + " and "
                    + second.provider.name() + " share the file " + file + ", so " + key + " must be the same for both,"
                    + " but is " + first.section.text(key).orElse("") + " and "
                    + second.section.text(key).orElse(""));
        }
    }

    /** The name of the component that was first. */
    String name() {
        return members.get(0).provider.name();
    }

    boolean isOn() {
        return mode != StoreMode.OFF;
    }

    /** The sections of all of them, merged. */
    ConfigSection section() {
        ConfigSection all = members.get(0).section;
        for (Member member : members) {
            all = all.over(member.section);
        }
        return all;
    }

    /** The settings where no section says anything. */
    StoreConfig.Builder defaults(long pageCacheBytes) {
        StoreConfig.Builder builder = StoreConfig.builder(file);
        members.get(0).provider.configureStore(builder);
        return builder.sync(strictestSync()).applicationId(applicationId()).pageCacheBytes(pageCacheBytes);
    }

    PlannedStore planned(StoreConfig config) {
        return new PlannedStore(
                config, mode, members.stream().map(it -> it.provider.name()).toList());
    }

    private Sync strictestSync() {
        return own().stream().map(StoreConfig::sync).max(Sync::compareTo).orElse(Sync.NORMAL);
    }

    /** A file with the tables of several components has no mark. */
    private int applicationId() {
        List<Integer> marks =
                own().stream().map(StoreConfig::applicationId).distinct().toList();
        return marks.size() == 1 ? marks.get(0) : 0;
    }

    private List<StoreConfig> own() {
        return members.stream()
                .map(member -> {
                    StoreConfig.Builder builder = StoreConfig.builder(Path.of("any.sqlite3"));
                    member.provider.configureStore(builder);
                    return builder.build();
                })
                .toList();
    }
}
