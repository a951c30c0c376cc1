package io.litestack.core.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is said where the driver's native library cannot be loaded; how it is loaded is tested with child processes. */
class NativeLibraryTest {
    @Test
    void a_jvm_that_denies_native_access_is_to_be_started_with_the_flag_that_allows_it() {
        StoreConfig config = StoreConfig.builder(Path.of("app.db")).build();
        IllegalCallerException cause = new IllegalCallerException("Illegal native access");

        assertThat(NativeLibrary.forbidden(config, cause))
                .hasMessageContaining("app.db")
                .hasMessageEndingWith("start it with --enable-native-access=ALL-UNNAMED")
                .hasCause(cause);
    }
}
