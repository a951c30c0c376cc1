package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"row, 40", "job, 120"})
    void the_way_is_short(String what, int most) throws Exception {
        Walk walk = Walk.of(WalkedProgram.class, what, folder);
        if (Boolean.getBoolean("litestack.walk")) {
            System.out.println(what + ": " + walk);
        }
        assertThat(walk.files()).hasSizeBetween(10, most);
    }
}
