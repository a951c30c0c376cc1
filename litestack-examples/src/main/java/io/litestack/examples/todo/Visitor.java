package io.litestack.examples.todo;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with a list, known by a cookie that this server has signed.
 *
 * @param list the name of the list
 * @param cookie the cookie's value
 * @param formToken what every form of this visitor carries
 */
record Visitor(String list, String cookie, String formToken) {
    private static final int NAME_BYTES = 16;
    private static final String COOKIE = "cookie";
    private static final String FORM = "form";

    /** A visitor that nobody has seen before. */
    static Visitor fresh(Signer signer) {
        String list = Signer.text(Signer.random(NAME_BYTES));
        return new Visitor(list, list + '.' + signer.sign(COOKIE, list), signer.sign(FORM, list));
    }

    /** The visitor of a cookie, if the cookie is one of ours. */
    static Optional<Visitor> of(@Nullable String cookie, Signer signer) {
        int dot = cookie == null ? -1 : cookie.indexOf('.');
        if (cookie == null || dot < 0) {
            return Optional.empty();
        }
        String list = cookie.substring(0, dot);
        return Signer.isSame(signer.sign(COOKIE, list), cookie.substring(dot + 1))
                ? Optional.of(new Visitor(list, cookie, signer.sign(FORM, list)))
                : Optional.empty();
    }

    /** Whether a form was made for this visitor. */
    boolean owns(@Nullable String token) {
        return token != null && Signer.isSame(formToken, token);
    }
}
