package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.cable.Channels;
import io.litestack.cable.SubscribeOptions;
import io.litestack.core.ConfigException;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cable as a part of the whole. */
@Timeout(120)
class CablePartTest {
    record Todo(String title, boolean done) {}

    @TempDir
    Path root;

    private LitestackBuilder builder(Workplace work) {
        ProcessEnvironment process =
                new ProcessEnvironment(work.variables::get, work.properties::get, work.folder, work.temporary);
        return new LitestackBuilder(process, Providers.of(Litestack.class.getClassLoader()));
    }

    @Test
    void its_section_is_read_and_what_is_wrong_there_is_said_with_its_path() {
        Workplace work = new Workplace(root);
        work.write(
                "litestack.yml",
                "cable:\n  channel_prefix: 'shop:'\n  retention: 30m\n  max_message: 64KB\n  sync: full\n");
        try (Litestack stack = builder(work)
                .cable(it -> assertThat(it.build().channelPrefix()).isEqualTo("shop:"))
                .open()) {
            assertThat(stack.cable().config().maxMessageBytes()).isEqualTo(64 << 10);
            assertThat(stack.cable().config().retention().age()).isEqualTo(Duration.ofMinutes(30));
        }
        work.write("litestack.yml", "cable:\n  retention: 1ms\n  max_log: 2GB\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> builder(work).open())
                .withMessageContaining("litestack.yml:2: cable.retention must be between 1s and 365d, but is 1ms")
                .withMessageContaining(
                        "litestack.yml:3: cable.max_log must be at most max_consumer_log (1GB), but is 2GB");
        work.write("litestack.yml", "cable: {max_log: 1MB, max_message: 2MB}\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> builder(work).open())
                .withMessageContaining("cable.max_message must be at most max_log (1MB), but is 2MB");
    }

    @Test
    void it_may_be_off() {
        Workplace work = new Workplace(root);
        work.write("litestack.yml", "cable: {store: off}\n");
        try (Litestack stack = builder(work).open()) {
            assertThat(stack.stores()).doesNotContainKey("cable");
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(stack::cable)
                    .withMessageContaining("cable");
        }
    }

    @Test
    void a_file_of_its_own_is_read() {
        Workplace work = new Workplace(root);
        work.write("litecable.yml", "max_message: 64KB\nstore: temporary\n");
        try (Litestack stack = builder(work).open()) {
            assertThat(stack.cable().config().maxMessageBytes()).isEqualTo(64 << 10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.sqlite3", "cable.sqlite3"})
    void a_message_that_is_published_in_a_transaction_comes_if_and_only_if_the_rest_is_committed(String file)
            throws Exception {
        Workplace work = new Workplace(root);
        work.write("litestack.yml", "db: {path: app.sqlite3}\ncable: {path: " + file + "}\n");
        BlockingQueue<Todo> shown = new LinkedBlockingQueue<>();
        try (Litestack stack = builder(work).open()) {
            stack.db().execute("create table todo(title text)");
            stack.cable()
                    .subscribe(
                            Channels.matching("todo.*"),
                            SubscribeOptions.standard(),
                            Todo.class,
                            (todo, message) -> shown.add(todo));
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> stack.db().useWrite(tx -> {
                        stack.cable().publish(tx, "todo.1", new Todo("nothing", true));
                        throw new IllegalStateException("no");
                    }));
            stack.db().useWrite(tx -> {
                tx.execute("insert into todo values (?)", "milk");
                stack.cable().publish(tx, "todo.1", new Todo("milk", false));
            });
            assertThat(shown.poll(20, TimeUnit.SECONDS)).isEqualTo(new Todo("milk", false));
        }
        assertThat(shown).isEmpty();
    }

    @Test
    void a_handler_finds_the_database_open_until_it_has_ended() throws Exception {
        BlockingQueue<Long> counts = new LinkedBlockingQueue<>();
        BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        Litestack stack = builder(new Workplace(root)).open();
        stack.db().execute("create table note(text text)");
        stack.cable().subscribe("a", message -> {
            begun.add(message.text());
            Thread.yield();
            stack.db().execute("insert into note values (?)", message.text());
            counts.add(stack.db().query("select count(*) from note", Long.class).get(0));
        });
        stack.cable().publish("a", "1");
        assertThat(begun.poll(20, TimeUnit.SECONDS)).isEqualTo("1");
        stack.close();
        assertThat(counts.poll(20, TimeUnit.SECONDS)).isEqualTo(1L);
    }
}
