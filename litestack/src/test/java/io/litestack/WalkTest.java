package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How far it is from a call to its effect. {@code -Dlitestack.walk=true} prints the files; the bound only keeps the ways from growing
 * unseen.
 */
@Timeout(120)
class WalkTest {
    private static final int MORE_WALKS = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"row, 40", "job, 120"})
    void the_way_is_short(String what, int most) throws Exception {
        Walk walk = Walk.of(WalkedProgram.class, what, folder);
        if (Boolean.getBoolean("litestack.walk")) {
            System.out.println(what + ": " + walk);
        }
        Set<String> files = new LinkedHashSet<>(walk.files());
        for (int i = 0; i < MORE_WALKS && files.size() > most; i++) {
            // what some thread did beside it just then is on one of them only
            files.retainAll(Walk.of(WalkedProgram.class, what, folder).files());
        }
        assertThat(files).hasSizeBetween(10, most);
    }
}
