package io.litestack.examples.todo;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What visitors can do: look, and change their list by forms, each answered by a redirect. Thread-safe. */
final class TodoActions {
    static final String COOKIE = "todo";
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final String TOO_LONG = "A to-do has at most " + TodoLists.LONGEST_TITLE + " characters.";
    private static final int COOKIE_SECONDS = (int) Duration.ofDays(365).toSeconds();

    private final TodoLists lists;
    private final Signer signer;
    private final Templates templates;

    TodoActions(TodoLists lists, Signer signer, Templates templates) {
        this.lists = lists;
        this.signer = signer;
        this.templates = templates;
    }

    void show(Context ctx, Filter filter) {
        Optional<Visitor> known = Visitor.of(ctx.cookie(COOKIE), signer);
        Visitor visitor = known.orElseGet(() -> welcome(ctx));
        long editing = numberOr(ctx.queryParam("edit"), 0);
        // of somebody whom nobody has seen before nothing is kept
        ctx.result(
                known.isPresent() && editing == 0
                        ? lists.page(visitor.list(), filter.name(), () -> page(visitor, filter, 0))
                        : page(visitor, filter, editing));
    }

    private String page(Visitor visitor, Filter filter, long editing) {
        return templates.page(TodoPage.of(visitor.formToken(), filter, lists.state(visitor.list()), editing));
    }

    private Visitor welcome(Context ctx) {
        Visitor visitor = Visitor.fresh(signer);
        boolean isSecure = ctx.scheme().equals("https");
        ctx.cookie(new Cookie(COOKIE, visitor.cookie(), "/", COOKIE_SECONDS, isSecure, true, null, SameSite.LAX));
        return visitor;
    }

    void add(Context ctx) {
        Visitor visitor = sender(ctx);
        String title = title(ctx);
        if (title.isEmpty()) {
            back(ctx);
        } else if (title.length() > TodoLists.LONGEST_TITLE) {
            refuse(ctx, visitor, TOO_LONG);
        } else if (lists.add(visitor.list(), title)) {
            back(ctx);
        } else {
            refuse(ctx, visitor, "A list has at most " + TodoLists.MOST_TODOS + " entries: clear some first.");
        }
    }

    void toggle(Context ctx) {
        lists.toggle(sender(ctx).list(), id(ctx));
        back(ctx);
    }

    /** Renames an entry; one without a title is deleted. */
    void rename(Context ctx) {
        Visitor visitor = sender(ctx);
        String title = title(ctx);
        if (title.isEmpty()) {
            lists.delete(visitor.list(), id(ctx));
        } else if (title.length() > TodoLists.LONGEST_TITLE) {
            refuse(ctx, visitor, TOO_LONG);
            return;
        } else {
            lists.rename(visitor.list(), id(ctx), title);
        }
        back(ctx);
    }

    void delete(Context ctx) {
        lists.delete(sender(ctx).list(), id(ctx));
        back(ctx);
    }

    void toggleAll(Context ctx) {
        lists.setAll(sender(ctx).list(), "true".equals(ctx.formParam("done")));
        back(ctx);
    }

    void clearCompleted(Context ctx) {
        lists.clearCompleted(sender(ctx).list());
        back(ctx);
    }

    /** Who sent the form, if it is one that we made for him. */
    private Visitor sender(Context ctx) {
        return Visitor.of(ctx.cookie(COOKIE), signer)
                .filter(it -> it.owns(ctx.formParam("token")))
                .orElseThrow(() -> new RefusedException(
                        403,
                        "Not from here",
                        "This form is not one of this page, or the page is too old. Nothing was changed."));
    }

    private void refuse(Context ctx, Visitor visitor, String message) {
        refuse(ctx, visitor, HttpStatus.UNPROCESSABLE_CONTENT, message);
    }

    /** Shows the list with the reason why the form was not heeded, and what was typed still in its place. */
    private void refuse(Context ctx, Visitor visitor, HttpStatus status, String message) {
        long editing = ctx.path().endsWith("/rename") ? id(ctx) : 0;
        TodoPage page = TodoPage.of(visitor.formToken(), filter(ctx), lists.state(visitor.list()), editing);
        ctx.status(status).result(templates.page(page.telling(message, title(ctx))));
    }

    /** The same for a form that was taken and could not be stored. */
    void notStored(Context ctx, HttpStatus status, String message) {
        refuse(ctx, sender(ctx), status, message);
    }

    private static void back(Context ctx) {
        ctx.redirect(filter(ctx).path, HttpStatus.SEE_OTHER);
    }

    private static Filter filter(Context ctx) {
        return Filter.of(ctx.formParam("filter"));
    }

    /** The title on one line, without what cannot be seen. */
    private static String title(Context ctx) {
        String given = ctx.formParam("title");
        return given == null ? "" : UNSEEN.matcher(given).replaceAll(" ").strip();
    }

    private static long id(Context ctx) {
        long id = numberOr(ctx.pathParam("id"), 0);
        if (id < 1) {
            throw new RefusedException(404, "Nothing here", "There is no such entry.");
        }
        return id;
    }

    private static long numberOr(@Nullable String text, long otherwise) {
        return text != null && NUMBER.matcher(text).matches() ? Long.parseLong(text) : otherwise;
    }
}
