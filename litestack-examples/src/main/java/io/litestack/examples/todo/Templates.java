package io.litestack.examples.todo;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.nio.charset.StandardCharsets;

/** The pages, in which every value is escaped. Thread-safe. */
final class Templates {
    private final Template page = compiled("page.mustache");
    private final Template error = compiled("error.mustache");

    private static Template compiled(String name) {
        return Mustache.compiler()
                .withEscaper(HtmlText::escaped)
                .compile(new String(Resources.bytes(name), StandardCharsets.UTF_8));
    }

    String page(TodoPage model) {
        HtmlText text = new HtmlText();
        page.execute(model, text);
        return text.toString();
    }

    /** What the page of a failure shows. */
    record Failure(int status, String title, String text) {}

    String error(Failure failure) {
        return error.execute(failure);
    }
}
