package io.litestack.cable.web;

import io.litestack.cable.Channels;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;

/**
 * Makes and checks tokens that allow their bearer to subscribe to certain channels for a while: what a page carries, so that its
 * stream needs no look at who may see what. Thread-safe.
 *
 * <pre>{@code
 * String token = tokens.sign(Channels.of("todo." + user.id()), session.id());
 * }</pre>
 *
 * <p>A token is not secret from its bearer, and can be read by him; it cannot be altered. It is bound to an audience, as a rule
 * the session, so that a copy is of no use in another one.
 */
public final class StreamTokens {
    /** For how long a token counts if nothing else is said: 24 hours. */
    public static final Duration STANDARD_VALIDITY = Duration.ofHours(24);

    private static final Duration LONGEST_VALIDITY = Duration.ofDays(36_500);
    private static final int LONGEST = 100_000;

    /** What is signed. The names of its components are part of the token. */
    record Content(Set<String> names, Set<String> patterns, String audience, long expiresAtMs) {}

    private final Signatures signatures;
    private final InstantSource clock;

    /**
     * Signs by the system's clock.
     *
     * @param secrets what to sign with
     */
    public StreamTokens(StreamSecrets secrets) {
        this(secrets, InstantSource.system());
    }

    /**
     * Signs by a clock.
     *
     * @param secrets what to sign with
     * @param clock says what time it is
     */
    public StreamTokens(StreamSecrets secrets, InstantSource clock) {
        this.signatures = new Signatures(secrets);
        this.clock = clock;
    }

    /**
     * Makes a token that counts for 24 hours.
     *
     * @param channels what its bearer may subscribe to
     * @param audience whom it is for, such as the id of a session; empty for anybody
     * @return the token: letters, digits, {@code - _ .}
     * @throws IllegalArgumentException if the token would have more than 100,000 characters because of the many channels
     */
    public String sign(Channels channels, String audience) {
        return sign(channels, audience, STANDARD_VALIDITY);
    }

    /**
     * Makes a token.
     *
     * @param channels what its bearer may subscribe to
     * @param audience whom it is for, such as the id of a session; empty for anybody
     * @param validity for how long it counts, at most 36,500 days; a token with less than nothing has expired already
     * @return the token: letters, digits, {@code - _ .}
     * @throws IllegalArgumentException if the validity is outside its bounds, or the token would have more than 100,000 characters
     *     because of the many channels; patterns are shorter
     */
    public String sign(Channels channels, String audience, Duration validity) {
        Objects.requireNonNull(audience, "audience");
        if (validity.compareTo(LONGEST_VALIDITY) > 0 || validity.compareTo(LONGEST_VALIDITY.negated()) < 0) {
            throw new IllegalArgumentException("validity must be at most 36500 days, but is " + validity);
        }
        Content content = new Content(
                channels.names(),
                channels.patterns(),
                audience,
                clock.instant().plus(validity).toEpochMilli());
        byte[] bytes = Codec.json().encode(content);
        String token = encode(bytes) + '.' + encode(signatures.sign(bytes));
        if (token.length() > LONGEST) {
            throw new IllegalArgumentException("the token would have " + token.length() + " characters, more than the "
                    + LONGEST + " that are accepted; sign fewer channels, or patterns");
        }
        return token;
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Checks a token.
     *
     * @param token the text that somebody sent
     * @param audience who sent it, by what is known of him; a token for anybody is accepted from everybody
     * @return what it allows
     * @throws TokenException if it is not accepted
     */
    public StreamToken verify(String token, String audience) throws TokenException {
        Content content = contentOf(token);
        if (!content.audience.isEmpty() && !content.audience.equals(audience)) {
            throw new TokenException(TokenException.Reason.FOREIGN, "the token was made for another session");
        }
        Instant expiresAt = Instant.ofEpochMilli(content.expiresAtMs);
        if (!expiresAt.isAfter(clock.instant())) {
            throw new TokenException(TokenException.Reason.EXPIRED, "the token has expired at " + expiresAt);
        }
        return new StreamToken(new Channels(content.names, content.patterns), content.audience, expiresAt);
    }

    private Content contentOf(String token) throws TokenException {
        int dot = token.indexOf('.');
        if (dot < 0 || token.length() > LONGEST) {
            throw malformed();
        }
        byte[] bytes = decode(token.substring(0, dot));
        byte[] signature = decode(token.substring(dot + 1));
        if (!signatures.isSigned(bytes, signature)) {
            throw new TokenException(
                    TokenException.Reason.FORGED, "the token was not signed with a secret of this application");
        }
        try {
            return Codec.json().decode(bytes, Content.class);
        } catch (CodecException e) {
            throw malformed();
        }
    }

    /** Of the texts that a decoder takes for the same bytes, only the one that was handed out counts. */
    private static byte[] decode(String text) throws TokenException {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (!encode(bytes).equals(text)) {
            throw malformed();
        }
        return bytes;
    }

    private static TokenException malformed() {
        return new TokenException(TokenException.Reason.MALFORMED, "it is no token");
    }
}
