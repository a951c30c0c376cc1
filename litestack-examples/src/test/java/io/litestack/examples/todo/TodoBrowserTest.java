package io.litestack.examples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.Litestack;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.db.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The to-do list as a visitor uses it, in a real browser. */
@Timeout(120)
@Requires(Facility.CHROMIUM)
class TodoBrowserTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    Path folder;

    private Litestack stack;
    private Database db;
    private TodoServer server;
    private Browser browser;

    @BeforeEach
    void open() throws Exception {
        stack = TodoApp.open(Optional.of(folder), Optional.empty());
        db = stack.component(Database.class);
        server = TodoServer.start(TodoLists.in(db), 0);
        browser = new Browser(folder.resolve("profile"));
        browser.open(url());
    }

    @AfterEach
    void close() throws Exception {
        browser.close();
        server.close();
        stack.close();
    }

    private String url() {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    private void add(String... titles) {
        for (String title : titles) {
            browser.type("#new-todo", title + Browser.ENTER);
            browser.await(
                    "[...document.querySelectorAll('.title')].some(it => it.textContent === " + quoted(title) + ")");
        }
    }

    private static String quoted(String text) {
        return '\'' + text.replace("'", "\\'") + '\'';
    }

    private List<String> titles() {
        List<String> titles = new ArrayList<>();
        browser.run("return [...document.querySelectorAll('.title')].map(it => it.textContent)")
                .forEach(it -> titles.add(it.asText()));
        return titles;
    }

    private void awaitTitles(String... titles) {
        browser.await("[...document.querySelectorAll('.title')].map(it => it.textContent).join('|') === "
                + quoted(String.join("|", titles)));
    }

    private void awaitLeft(int count) {
        browser.await("document.querySelector('.count strong').textContent === '" + count + "'");
    }

    /** A mark that only a load of the whole page wipes away. */
    private void mark() {
        browser.run("window.marked = true");
    }

    private void assertThatNoWholePageWasLoaded() {
        assertThat(browser.run("return window.marked === true").asBoolean()).isTrue();
    }

    @Test
    void entries_are_added_done_filtered_and_cleared_without_loading_whole_pages() {
        mark();
        add("Buy milk", "Write a letter", "Call Ann");
        awaitLeft(3);
        browser.click("[aria-label='Done: Write a letter']");
        awaitLeft(2);
        browser.click("#tab-Active");
        awaitTitles("Buy milk", "Call Ann");
        browser.click("#tab-Completed");
        awaitTitles("Write a letter");
        assertThat(browser.run("return location.pathname").asText()).isEqualTo("/completed");
        browser.click("#tab-All");
        awaitTitles("Buy milk", "Write a letter", "Call Ann");
        browser.click("#toggle-all");
        awaitLeft(0);
        browser.click("#toggle-all");
        awaitLeft(3);
        browser.click("[aria-label='Done: Call Ann']");
        awaitLeft(2);
        browser.click("#clear-completed");
        awaitTitles("Buy milk", "Write a letter");
        browser.click("[aria-label='Delete: Buy milk']");
        awaitTitles("Write a letter");
        assertThatNoWholePageWasLoaded();
        browser.open(url());
        awaitTitles("Write a letter");
    }

    @Test
    void a_double_click_edits_enter_saves_and_escape_gives_up() {
        add("Buy milk");
        mark();
        browser.doubleClick(".title");
        browser.await("document.activeElement.matches('.edit input[name=title]')");
        browser.press(" and bread" + Browser.ENTER);
        awaitTitles("Buy milk and bread");
        browser.doubleClick(".title");
        browser.await("document.activeElement.matches('.edit input[name=title]')");
        browser.press(" and tea" + Browser.ESCAPE);
        awaitTitles("Buy milk and bread");
        browser.doubleClick(".title");
        browser.await("document.activeElement.matches('.edit input[name=title]')");
        browser.press("!");
        browser.click("h1");
        awaitTitles("Buy milk and bread!");
        browser.doubleClick(".title");
        browser.await("document.activeElement.matches('.edit input[name=title]')");
        browser.run("document.activeElement.value = ''");
        browser.press(Browser.ENTER);
        awaitTitles();
        assertThatNoWholePageWasLoaded();
    }

    @Test
    void everything_can_be_done_with_the_keyboard_and_the_focus_stays() {
        add("One", "Two");
        browser.await("document.activeElement.id === 'new-todo'");
        browser.press(Browser.TAB + Browser.TAB);
        browser.await("document.activeElement.getAttribute('aria-label') === 'Done: One'");
        browser.press(Browser.SPACE);
        awaitLeft(1);
        browser.await("document.activeElement.getAttribute('aria-label') === 'Done: One'");
        browser.press(Browser.TAB + Browser.ENTER);
        browser.await("document.activeElement.matches('.edit input[name=title]')");
        browser.press(" more" + Browser.ENTER);
        awaitTitles("One more", "Two");
    }

    @Test
    void what_is_typed_meanwhile_is_not_lost() {
        browser.await("document.activeElement.id === 'new-todo'");
        for (int i = 0; i < 5; i++) {
            browser.press("Entry " + i + Browser.ENTER);
        }
        awaitTitles("Entry 0", "Entry 1", "Entry 2", "Entry 3", "Entry 4");
    }

    @Test
    void a_refusal_is_told_on_the_page_and_its_address_stays_good() throws Exception {
        browser.screenshot(SCREENSHOTS.resolve("todo-empty.png"));
        browser.run("document.querySelector('#new-todo').maxLength = 10000");
        browser.run("document.querySelector('#new-todo').value = 'x'.repeat(501)");
        browser.type("#new-todo", Browser.ENTER);
        browser.await("document.querySelector('.message')");
        assertThat(browser.run("return document.querySelector('.message').textContent")
                        .asText())
                .isEqualTo("A to-do has at most 500 characters.");
        assertThat(browser.run("return document.querySelector('#new-todo').value.length")
                        .asInt())
                .isEqualTo(501);
        assertThat(browser.run("return location.pathname").asText()).isEqualTo("/");
        browser.screenshot(SCREENSHOTS.resolve("todo-refused.png"));
    }

    @Test
    void markup_in_a_title_is_text() {
        String nasty = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>'\"&";
        browser.type("#new-todo", nasty + Browser.ENTER);
        browser.await("document.querySelector('.title')");
        assertThat(titles()).containsExactly(nasty);
        browser.open(url());
        assertThat(titles()).containsExactly(nasty);
        assertThat(browser.run("return window.hacked === undefined").asBoolean())
                .isTrue();
        assertThat(browser.run("return document.querySelectorAll('.card img, .card script').length")
                        .asInt())
                .isZero();
    }

    @Test
    void it_works_without_scripts() {
        browser.allowScripts(false);
        browser.open(url());
        browser.type("#new-todo", "Plain" + Browser.ENTER);
        browser.await("document.querySelector('.title')");
        browser.click(".edit-link");
        browser.await("document.querySelector('.edit')");
        assertThat(browser.run("return document.activeElement.closest('.edit') !== null")
                        .asBoolean())
                .as("the field of the entry has the cursor")
                .isTrue();
        browser.type(".edit input[name=title]", Browser.END + " page" + Browser.ENTER);
        browser.await("document.querySelector('.title')");
        assertThat(titles()).containsExactly("Plain page");
        browser.click(".check");
        browser.await("document.querySelector('.todo.done')");
        browser.click("#clear-completed");
        browser.await("document.querySelector('.empty')");
    }

    @Test
    void it_fits_phones_and_desktops_in_light_and_dark() throws Exception {
        add(
                "Water the plants",
                "Answer the letter from the tax office, before they write again and it gets expensive",
                "Buy milk");
        browser.click("[aria-label='Done: Water the plants']");
        awaitLeft(2);
        for (String scheme : List.of("light", "dark")) {
            browser.show(1200, 800, false, scheme);
            assertThatNothingSticksOut();
            browser.screenshot(SCREENSHOTS.resolve("todo-desktop-" + scheme + ".png"));
            browser.show(390, 780, true, scheme);
            assertThatNothingSticksOut();
            browser.screenshot(SCREENSHOTS.resolve("todo-phone-" + scheme + ".png"));
        }
        String dark = browser.run("return getComputedStyle(document.body).backgroundColor")
                .asText();
        browser.show(390, 780, true, "light");
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor")
                        .asText())
                .isNotEqualTo(dark);
        browser.click("#edit-link-2");
        browser.await("document.querySelector('.edit')");
        browser.screenshot(SCREENSHOTS.resolve("todo-phone-editing.png"));
    }

    private void assertThatNothingSticksOut() {
        assertThat(browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
                        .asBoolean())
                .isTrue();
    }
}
