package io.litestack.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.PenConfig;
import io.litestack.core.spi.config.tree.YamlText;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a file, it is read or refused; nothing else comes of it. */
@Timeout(120)
@ExtendWith(Seed.class)
class HostileTextTest {
    private static final String YAML = """
            default: &default
              colour: ${COLOUR:blue}
              nib: {size: 3, metal: 'off'}
              owners: [ada, "gr\\nace", *x]
              stock:
                <<: &s {red: 1}
            test:
              <<: *default
              dry_after: 30s
            """;
    private static final String JSON =
            "{\"test\": {\"colour\": \"${COLOUR}\", \"nib\": {\"size\": 3}, \"owners\": [\"a\\n\", null, 1e3], \"ink\": \"1KB\"}}";
    private static final String SIGNS = "{}[]:,&*!|>'\"%@`#?-<=~$\\\n\t 0ax\u0000\u0085\u2028\uD800\uFEFFé";

    @TempDir
    Path folder;

    @Test
    void a_damaged_file_is_read_or_refused(Random random) {
        for (int i = 0; i < 3_000; i++) {
            boolean isJson = random.nextBoolean();
            String text = damaged(isJson ? JSON : YAML, random);
            Path file = Pens.file(folder, isJson ? "pen.json" : "pen.yml", text);
            ConfigProblems problems = new ConfigProblems("pens");
            ConfigSection section = Pens.section(file, problems);
            PenConfig pen = PenConfig.read(
                    new EnvironmentSection(PenConfig.BINDING.names(), Map.of()).pick(section, "test", problems),
                    problems);
            assertThat(pen != null || !problems.list().isEmpty())
                    .as("the text:\n%s", text)
                    .isTrue();
        }
    }

    @Test
    void any_text_that_is_written_as_yaml_reads_back(Random random) {
        for (int i = 0; i < 3_000; i++) {
            String text = random.ints(random.nextInt(12), 0, SIGNS.length())
                    .map(SIGNS::charAt)
                    .collect(StringBuilder::new, (builder, it) -> builder.append((char) it), StringBuilder::append)
                    .toString()
                    .replace("\uD800", "\uD83D\uDE00");
            Path file = Pens.file(
                    folder,
                    "pen.yml",
                    "colour: " + YamlText.scalar(text) + "\nowners: [" + YamlText.item(text) + "]\n");
            ConfigProblems problems = new ConfigProblems("pens");
            ConfigSection section =
                    ConfigReader.read(file, problems).orElseThrow(() -> new AssertionError(text + problems.list()));
            PenConfig pen = PenConfig.read(section, problems);
            assertThat(problems.list()).as(text).isEmpty();
            assertThat(pen.colour()).isEqualTo(text);
            assertThat(pen.owners()).containsExactly(text);
        }
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            int until = Math.min(damaged.length(), at + random.nextInt(4));
            char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
            damaged.replace(at, until, random.nextBoolean() ? String.valueOf(sign) : "");
        }
        return damaged.toString();
    }
}
