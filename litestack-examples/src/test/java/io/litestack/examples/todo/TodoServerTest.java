package io.litestack.examples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.Litestack;
import io.litestack.db.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The to-do list over HTTP: what visitors, careless or hostile, may send. */
@Timeout(120)
class TodoServerTest {
    @TempDir
    Path folder;

    private Litestack stack;
    private Database db;
    private TodoServer server;
    private TodoClient ann;

    @BeforeEach
    void open() {
        stack = TodoApp.open(Optional.of(folder), Optional.empty());
        db = stack.component(Database.class);
        server = TodoServer.start(TodoLists.in(db, stack.cache()), 0);
        ann = visitor();
    }

    @AfterEach
    void close() {
        server.close();
        stack.close();
    }

    private TodoClient visitor() {
        TodoClient client = new TodoClient(server.port());
        client.get("/");
        return client;
    }

    private long stored() {
        return db.queryFirst("select count(*) from todo", Long.class).orElseThrow();
    }

    private String path(int index, String action) {
        return "/todos/" + ann.ids().get(index) + "/" + action;
    }

    @Test
    void every_action_is_answered_by_a_redirect_to_the_view_it_came_from() {
        HttpResponse<String> added = ann.post("/todos", Map.of("title", "  Buy\u0007 milk ", "filter", "active"));
        assertThat(added.statusCode()).isEqualTo(303);
        assertThat(added.headers().firstValue("Location")).contains("/active");
        ann.add("Call Ann");
        assertThat(ann.titles("/")).containsExactly("Buy milk", "Call Ann");
        ann.post(path(0, "toggle"), Map.of());
        assertThat(ann.titles("/active")).containsExactly("Call Ann");
        assertThat(ann.titles("/completed")).containsExactly("Buy milk");
        ann.post(path(1, "rename"), Map.of("title", "Call Bob"));
        ann.post("/toggle-all", Map.of("done", "true"));
        assertThat(ann.titles("/completed")).containsExactly("Buy milk", "Call Bob");
        ann.post(path(0, "toggle"), Map.of());
        ann.post("/clear-completed", Map.of());
        assertThat(ann.titles("/")).containsExactly("Buy milk");
        ann.post(path(0, "rename"), Map.of("title", " "));
        assertThat(ann.titles("/")).isEmpty();
    }

    @Test
    void each_visitor_has_a_list_of_their_own_and_reaches_into_no_other() {
        ann.add("Ann's");
        TodoClient bob = visitor();
        bob.add("Bob's");
        assertThat(bob.titles("/")).containsExactly("Bob&#39;s");
        for (String action : List.of("toggle", "rename", "delete")) {
            bob.post(path(0, action), Map.of("title", "stolen"));
        }
        bob.post("/toggle-all", Map.of("done", "true"));
        bob.post("/clear-completed", Map.of());
        assertThat(ann.titles("/active")).containsExactly("Ann&#39;s");
        assertThat(bob.titles("/")).isEmpty();
    }

    @Test
    void the_cookie_is_for_the_server_only() {
        HttpResponse<String> first = new TodoClient(server.port()).get("/");
        assertThat(first.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .contains("Path=/");
        assertThat(ann.get("/").headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(stored()).isZero();
    }

    @Test
    void a_forged_cookie_is_nobodys_and_gets_a_fresh_list() {
        ann.add("Ann's");
        String list = ann.cookie().substring(0, ann.cookie().indexOf('.'));
        for (String forged : List.of(
                list + ".AAAA",
                list,
                list + ".",
                "todo=.",
                "todo=' or 1=1 --.x",
                "todo=" + "x".repeat(4000) + ".y",
                ann.cookie() + "x")) {
            TodoClient thief = new TodoClient(server.port()).withCookie(forged).withToken(ann.token());
            assertThat(thief.add("stolen").statusCode()).isEqualTo(403);
            assertThat(thief.titles("/")).isEmpty();
            assertThat(thief.cookie()).isNotEqualTo(forged).isNotEqualTo(ann.cookie());
        }
        assertThat(ann.titles("/")).containsExactly("Ann&#39;s");
    }

    @Test
    void a_form_of_another_page_is_refused() {
        TodoClient bob = visitor();
        for (String token : List.of(
                "", "x", bob.token(), ann.cookie().substring(ann.cookie().indexOf('.') + 1))) {
            HttpResponse<String> answer = ann.post("/todos", Map.of("title", "forged", "token", token));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("Nothing was changed");
        }
        assertThat(ann.post("/clear-completed", Map.of("token", "x")).statusCode())
                .isEqualTo(403);
        assertThat(stored()).isZero();
    }

    @Test
    void what_is_no_form_is_the_senders_mistake() {
        for (String type : List.of(
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded; charset=x")) {
            // each with a client of its own: the server may close the connection behind such an answer
            HttpResponse<String> answer = visitor().post("/todos", type, "--x\r\nContent-");
            assertThat(answer.statusCode()).as(type).isEqualTo(400);
            assertThat(answer.body()).contains("Nothing was changed");
        }
        assertThat(stored()).isZero();
    }

    @Test
    void markup_is_shown_as_text_everywhere() {
        ann.add("<script>alert(1)</script>\"'><b>");
        for (String path : List.of("/", "/active", "/?edit=" + ann.ids().get(0))) {
            assertThat(ann.get(path).body()).doesNotContain("<script>alert").doesNotContain("<b>");
        }
        HttpResponse<String> page = ann.get("/");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("script-src 'self'");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    }

    @Test
    void what_is_too_long_or_too_much_is_refused_and_what_was_typed_stays() {
        assertThat(ann.add("x".repeat(500)).statusCode()).isEqualTo(303);
        HttpResponse<String> refused = ann.add("y".repeat(501));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("at most 500 characters").contains("y".repeat(501));
        assertThat(ann.add("\t \n").statusCode()).isEqualTo(303);
        assertThat(ann.post("/todos", Map.of()).statusCode()).isEqualTo(303);
        HttpResponse<String> renamed = ann.post(path(0, "rename"), Map.of("title", "z".repeat(501)));
        assertThat(renamed.statusCode()).isEqualTo(422);
        assertThat(renamed.body()).contains("value=\"" + "z".repeat(501)).contains("class=\"edit\"");
        assertThat(ann.add("w".repeat(100_000)).statusCode()).isEqualTo(413);
        assertThat(ann.titles("/")).containsExactly("x".repeat(500));
    }

    @Test
    void a_full_list_takes_no_more() {
        ann.add("first");
        String list = db.queryFirst("select list from todo", String.class).orElseThrow();
        db.batch(
                "insert into todo(list, title, created_at) values (?, ?, '')",
                IntStream.range(1, TodoLists.MOST_TODOS)
                        .mapToObj(it -> new Object[] {list, "t" + it})
                        .toList());
        HttpResponse<String> refused = ann.add("one too many");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("at most 1000 entries").contains("value=\"one too many\"");
        assertThat(stored()).isEqualTo(TodoLists.MOST_TODOS);
    }

    @Test
    void what_does_not_exist_is_said_so() {
        assertThat(ann.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(ann.get("/nothing").body()).contains("Nothing here");
        for (String id : List.of("0", "-1", "x", "99999999999999999999")) {
            assertThat(ann.post("/todos/" + id + "/toggle", Map.of()).statusCode())
                    .isBetween(400, 404);
        }
        assertThat(ann.post("/todos/12345/delete", Map.of()).statusCode()).isEqualTo(303);
        assertThat(ann.get("/?edit=x").statusCode()).isEqualTo(200);
    }

    @Test
    void a_restart_changes_nothing_for_the_visitors() {
        ann.add("before");
        int port = server.port();
        server.close();
        stack.close();
        stack = TodoApp.open(Optional.of(folder), Optional.empty());
        db = stack.component(Database.class);
        server = TodoServer.start(TodoLists.in(db, stack.cache()), port);
        assertThat(ann.add("after").statusCode()).isEqualTo(303);
        assertThat(ann.titles("/")).containsExactly("before", "after");
    }

    @Test
    void a_page_is_kept_until_its_list_changes() {
        ann.add("first");
        ann.get("/");
        long loads = stack.cache().stats().loads();
        for (int i = 0; i < 5; i++) {
            assertThat(ann.titles("/")).containsExactly("first");
        }
        assertThat(stack.cache().stats().loads()).isEqualTo(loads);
        ann.add("second");
        assertThat(ann.titles("/")).containsExactly("first", "second");
        visitor().add("of somebody else");
        assertThat(ann.titles("/")).containsExactly("first", "second");
        ann.post(path(0, "delete"), Map.of());
        assertThat(ann.titles("/")).containsExactly("second");
    }
}
