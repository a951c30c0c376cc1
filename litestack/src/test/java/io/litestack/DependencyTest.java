package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one needs to run a part alone. */
class DependencyTest {
    private static final String YAML = "org.yaml.snakeyaml";

    private static Set<String> modulesOf(String root) {
        Path[] path = Arrays.stream(ModularApplicationTest.modulePath().split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
        Configuration resolved =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(path), ModuleFinder.of(), Set.of(root));
        return resolved.modules().stream().map(ResolvedModule::name).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.litestack.core", "io.litestack.cache", "io.litestack.db", "io.litestack.job"})
    void a_user_of_one_part_needs_no_parser_of_yaml(String part) {
        assertThat(modulesOf(part)).contains(part, "io.litestack.core").doesNotContain(YAML);
    }

    @Test
    void a_user_of_the_facade_has_one() {
        assertThat(modulesOf("io.litestack")).contains("io.litestack.core", YAML);
    }
}
