package io.litestack.cable.web;

import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Names of streams as {@code <turbo-cable-stream-source signed-stream-name>} has them: the name as JSON in Base64, two dashes,
 * and its HMAC with SHA-256 in hexadecimal digits. It is what Rails makes, so a page of either side can be served by the other if
 * both have the same secret. Such a name counts for ever and for everybody: use a {@link StreamTokens token} where that is
 * too much. Thread-safe.
 */
public final class SignedStreamNames {
    private static final int LONGEST = 10_000;

    private final Signatures signatures;

    /**
     * Signs with secrets.
     *
     * @param secrets what to sign with
     */
    public SignedStreamNames(StreamSecrets secrets) {
        this.signatures = new Signatures(secrets);
    }

    /**
     * Signs a name.
     *
     * @param name the name of the stream, which is the channel
     * @return the signed name
     */
    public String sign(String name) {
        String encoded = Base64.getEncoder().encodeToString(Codec.json().encode(name));
        return encoded + "--" + HexFormat.of().formatHex(signatures.sign(ascii(encoded)));
    }

    /**
     * Checks a signed name.
     *
     * @param signed the text that somebody sent
     * @return the name
     * @throws TokenException if it was not signed with one of the secrets
     */
    public String verify(String signed) throws TokenException {
        int dashes = signed.lastIndexOf("--");
        if (dashes < 0 || signed.length() > LONGEST) {
            throw new TokenException(TokenException.Reason.MALFORMED, "it is no signed name of a stream");
        }
        String encoded = signed.substring(0, dashes);
        try {
            String digest = signed.substring(dashes + 2);
            byte[] signature = HexFormat.of().parseHex(digest);
            // Rails writes it in lower case, and takes nothing else
            if (!HexFormat.of().formatHex(signature).equals(digest)
                    || !signatures.isSigned(ascii(encoded), signature)) {
                throw new TokenException(
                        TokenException.Reason.FORGED, "the name was not signed with a secret of this application");
            }
            return Codec.json().decode(Base64.getDecoder().decode(encoded), String.class);
        } catch (IllegalArgumentException | CodecException e) {
            throw new TokenException(TokenException.Reason.MALFORMED, "it is no signed name of a stream");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
