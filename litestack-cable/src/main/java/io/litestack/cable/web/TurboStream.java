package io.litestack.cable.web;

import java.util.regex.Pattern;

/**
 * Makes {@code <turbo-stream>} elements, which change a page that is open in a browser: publish one as a text. The HTML is taken
 * as it is: whoever makes it has escaped what came from users.
 *
 * <pre>{@code
 * cable.publish("todo.list", TurboStream.append("todos", "<li>" + escaped(title) + "</li>"));
 * }</pre>
 */
public final class TurboStream {
    private static final Pattern ID = Pattern.compile("[^\\s\"'<>&]+");

    private TurboStream() {}

    /**
     * Adds HTML at the end of an element.
     *
     * @param target the element's id
     * @param html what to add
     * @return the element
     * @throws IllegalArgumentException if the id is none
     */
    public static String append(String target, String html) {
        return element("append", target, html);
    }

    /**
     * Adds HTML at the beginning of an element.
     *
     * @param target the element's id
     * @param html what to add
     * @return the element
     * @throws IllegalArgumentException if the id is none
     */
    public static String prepend(String target, String html) {
        return element("prepend", target, html);
    }

    /**
     * Replaces an element.
     *
     * @param target the element's id
     * @param html what to put in its place
     * @return the element
     * @throws IllegalArgumentException if the id is none
     */
    public static String replace(String target, String html) {
        return element("replace", target, html);
    }

    /**
     * Replaces what is in an element.
     *
     * @param target the element's id
     * @param html its new content
     * @return the element
     * @throws IllegalArgumentException if the id is none
     */
    public static String update(String target, String html) {
        return element("update", target, html);
    }

    /**
     * Puts HTML before an element.
     *
     * @param target the element's id
     * @param html what to put there
     * @return the element
     * @throws IllegalArgumentException if the id is none
     */
    public static String before(String target, String html) {
        return element("before", target, html);
    }

    /**
     * Puts HTML after an element.
     *
     * @param target the element's id
     * @param html what to put there
     * @return the element
     * @throws IllegalArgumentException if the id is none
     */
    public static String after(String target, String html) {
        return element("after", target, html);
    }

    /**
     * Removes an element.
     *
     * @param target the element's id
     * @return the element
     * @throws IllegalArgumentException if the id is none
     */
    public static String remove(String target) {
        return "<turbo-stream action=\"remove\" target=\"" + id(target) + "\"></turbo-stream>";
    }

    /**
     * Has the page loaded anew.
     *
     * @return the element
     */
    public static String refresh() {
        return "<turbo-stream action=\"refresh\"></turbo-stream>";
    }

    private static String element(String action, String target, String html) {
        return "<turbo-stream action=\"" + action + "\" target=\"" + id(target) + "\"><template>" + html
                + "</template></turbo-stream>";
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private static String id(String target) {
        if (!isId(target)) {
            throw new IllegalArgumentException(
                    "the id of an element must not be empty or hold spaces, quotes, <, > or &: \"" + target + '"');
        }
        return target;
    }
}
