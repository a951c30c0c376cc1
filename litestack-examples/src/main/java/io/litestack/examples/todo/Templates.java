package io.litestack.examples.todo;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** The pages, in which every value is escaped. Thread-safe. */
final class Templates {
    private final Template page = compiled("page.mustache");
    private final Template all = compiled("all.mustache");
    private final Template view = compiled("view.mustache");
    private final Template error = compiled("error.mustache");

    private static Template compiled(String name) {
        return Mustache.compiler()
                .withEscaper(HtmlText::escaped)
                .withLoader(part -> new StringReader(text(part + ".mustache")))
                .compile(text(name));
    }

    private static String text(String name) {
        return new String(Resources.bytes(name), StandardCharsets.UTF_8);
    }

    String page(TodoPage model) {
        return made(page, model);
    }

    /** The button that is for all entries. */
    String all(TodoPage model) {
        return made(all, model);
    }

    /** The entries that a view shows, and what is below them. */
    String view(TodoPage model) {
        return made(view, model);
    }

    private static String made(Template template, TodoPage model) {
        HtmlText text = new HtmlText();
        template.execute(model, text);
        return text.toString();
    }

    /** What the page of a failure shows. */
    record Failure(int status, String title, String text) {}

    String error(Failure failure) {
        return error.execute(failure);
    }
}
