package io.litestack.cable.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.litestack.cable.Channels;
import io.litestack.core.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class StreamTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final StreamSecrets OLD = StreamSecrets.of("0123456789abcdef0123456789abcdef");
    private static final StreamSecrets BOTH =
            StreamSecrets.of("another secret of thirty-two bytes", "0123456789abcdef0123456789abcdef");

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private final StreamTokens tokens = at(NOW);

    private static StreamTokens at(Instant time) {
        return new StreamTokens(OLD, InstantSource.fixed(time));
    }

    private static void assertRefused(StreamTokens tokens, String token, TokenException.Reason reason) {
        assertThatExceptionOfType(TokenException.class)
                .as(token)
                .isThrownBy(() -> tokens.verify(token, "session-1"))
                .satisfies(it -> assertThat(it.reason()).isEqualTo(reason));
    }

    @Test
    void what_was_signed_is_accepted() throws Exception {
        Channels channels = Channels.of("a", "ä \"b\"").and(Channels.matching("c.*"));
        StreamToken token = tokens.verify(tokens.sign(channels, "session-1"), "session-1");
        assertThat(token.channels()).isEqualTo(channels);
        assertThat(token.audience()).isEqualTo("session-1");
        assertThat(token.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(24)));
        assertThat(tokens.verify(tokens.sign(channels, ""), "anybody").audience())
                .isEmpty();
    }

    @Test
    void a_token_of_somebody_else_or_of_yesterday_is_refused() {
        String token = tokens.sign(Channels.of("a"), "session-2", Duration.ofHours(1));
        assertRefused(tokens, token, TokenException.Reason.FOREIGN);
        String mine = tokens.sign(Channels.of("a"), "session-1", Duration.ofHours(1));
        assertRefused(at(NOW.plus(Duration.ofHours(1))), mine, TokenException.Reason.EXPIRED);
        StreamTokens others = new StreamTokens(
                StreamSecrets.of("a secret that nobody here has ever known"), InstantSource.fixed(NOW));
        assertRefused(others, mine, TokenException.Reason.FORGED);
    }

    @Test
    void a_token_that_was_altered_anywhere_is_refused() {
        Random random = seed.random();
        String token = tokens.sign(Channels.of("a"), "session-1");
        for (int i = 0; i < 2_000; i++) {
            StringBuilder altered = new StringBuilder(token);
            int at = random.nextInt(token.length());
            altered.setCharAt(at, (char) (33 + random.nextInt(94)));
            if (!altered.toString().equals(token)) {
                assertThatExceptionOfType(TokenException.class)
                        .as(altered.toString())
                        .isThrownBy(() -> tokens.verify(altered.toString(), "session-1"));
            }
        }
        for (String bad : new String[] {
            "", ".", "a", "a.b", token + ".", token + "x", "x".repeat(200_000), token.replace('.', ' ')
        }) {
            assertThatExceptionOfType(TokenException.class).isThrownBy(() -> tokens.verify(bad, "session-1"));
        }
    }

    /** The last character of Base64 may have bits that mean nothing: several texts stand for the same bytes. */
    @Test
    void another_text_that_means_the_same_is_refused() throws Exception {
        String token = tokens.sign(Channels.of("a"), "session-1");
        int dot = token.indexOf('.');
        int same = 0;
        for (int at : new int[] {dot - 1, token.length() - 1}) {
            for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
                String altered = token.substring(0, at) + c + token.substring(at + 1);
                if (!altered.equals(token)) {
                    same += Arrays.equals(bytes(altered, 1), bytes(token, 1)) ? 1 : 0;
                    assertThatExceptionOfType(TokenException.class)
                            .as(altered)
                            .isThrownBy(() -> tokens.verify(altered, "session-1"));
                }
            }
        }
        assertThat(same).isPositive();
        assertRefused(tokens, token + "=", TokenException.Reason.MALFORMED);
        assertThat(tokens.verify(token, "session-1").audience()).isEqualTo("session-1");
    }

    private static byte[] bytes(String token, int part) {
        return Base64.getUrlDecoder().decode(token.split("\\.")[part]);
    }

    @Test
    void what_would_not_be_accepted_later_is_not_signed() throws Exception {
        List<String> names =
                IntStream.range(0, 10_000).mapToObj(i -> "channel-" + i).toList();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.sign(Channels.of(names), "s"))
                .withMessageContaining("more than the 100000 that are accepted; sign fewer channels, or patterns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.sign(Channels.of("a"), "s", Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageStartingWith("validity must be at most 36500 days, but is PT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.sign(Channels.of("a"), "s", Duration.ofSeconds(Long.MIN_VALUE)));
        String past = tokens.sign(Channels.of("a"), "session-1", Duration.ofMillis(-1));
        assertRefused(tokens, past, TokenException.Reason.EXPIRED);
        String century = tokens.sign(Channels.of("a"), "session-1", Duration.ofDays(36_500));
        assertThat(tokens.verify(century, "session-1").expiresAt()).isAfter(NOW);
    }

    @Test
    void a_new_secret_takes_over_while_the_old_one_counts() throws Exception {
        StreamTokens newer = new StreamTokens(BOTH, InstantSource.fixed(NOW));
        assertThat(newer.verify(tokens.sign(Channels.of("a"), "s"), "s").channels())
                .isEqualTo(Channels.of("a"));
        assertRefused(tokens, newer.sign(Channels.of("a"), "session-1"), TokenException.Reason.FORGED);
    }

    @Test
    void the_secret_of_a_folder_is_made_once_and_is_its_owners_alone() throws IOException, TokenException {
        StreamTokens first = new StreamTokens(StreamSecrets.inFolder(folder));
        StreamTokens second = new StreamTokens(StreamSecrets.inFolder(folder));
        assertThat(second.verify(first.sign(Channels.of("a"), "s"), "s").channels())
                .isEqualTo(Channels.of("a"));
        Path file = folder.resolve("cable-secret");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(folder).isDirectoryNotContaining(it -> !it.equals(file));
        assertThat(StreamSecrets.inFolder(folder).toString()).isEqualTo("StreamSecrets[1]");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> StreamSecrets.of("short"))
                .withMessageContaining("at least 32 bytes");
    }

    @Test
    void names_of_streams_are_signed_as_rails_does() throws Exception {
        SignedStreamNames names = new SignedStreamNames(OLD);
        String signed = names.sign("todos");
        assertThat(signed).matches("InRvZG9zIg==--[0-9a-f]{64}");
        assertThat(names.verify(signed)).isEqualTo("todos");
        for (String bad :
                new String[] {"", "--", "x--y", signed + "0", signed.replace("InR", "InS"), "a".repeat(20_000)}) {
            assertThatExceptionOfType(TokenException.class).isThrownBy(() -> names.verify(bad));
        }
    }
}
