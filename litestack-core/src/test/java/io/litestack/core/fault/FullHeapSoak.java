package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Sync;
import io.litestack.core.testkit.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writes while others take all the memory there is. Not part of a full run: in a heap that is full Java itself may lose what a
 * thread waits for, such as the class of an exception that is needed for the first time.
 *
 * <pre>
 * mvn test -pl litestack-core -Dtest=FullHeapSoak
 * </pre>
 */
@Timeout(120)
class FullHeapSoak {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Sync.class,
            names = {"NORMAL", "FULL"})
    void writes_in_a_full_heap_are_stored_or_refused(Sync sync) {
        List<String> launcher = List.of("env", "JAVA_TOOL_OPTIONS=-Xmx40m");
        try (ChildJvm child =
                ChildJvm.start(launcher, folder, ExhaustedTest.HungryWrites.class, folder.resolve("app.db"), sync)) {
            assertThat(child.awaitEnd()).as(child.errors()).isZero();
            assertThat(child.rest()).last().asString().startsWith("well");
        }
    }
}
