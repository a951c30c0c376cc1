package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.litestack.Litestack;
import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.CableStats;
import io.litestack.cable.Channels;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.GapEvent;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.Presence;
import io.litestack.cable.PresenceSession;
import io.litestack.cable.Publication;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.Subscription;
import io.litestack.cable.web.HttpServerSse;
import io.litestack.cable.web.SignedStreamNames;
import io.litestack.cable.web.SseOptions;
import io.litestack.cable.web.SseStreams;
import io.litestack.cable.web.StreamSecrets;
import io.litestack.cable.web.StreamTokens;
import io.litestack.cable.web.TurboStream;
import io.litestack.cable.web.actioncable.ActionCable;
import io.litestack.cable.web.actioncable.ActionCableConnection;
import io.litestack.cable.web.actioncable.ActionCableOptions;
import io.litestack.cable.web.actioncable.ActionChannel;
import io.litestack.cable.web.actioncable.CableSocket;
import io.litestack.job.JobType;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code that the documentation of the cable shows; each region stands there word for word. */
@Timeout(120)
class RealtimeTourTest {
    @TempDir
    Path folder;

    record Todo(String title, boolean done) {}

    record Line(String from, String text) {}

    record Import(String file) {}

    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

    private void show(Object what) {
        shown.add(what.toString());
    }

    private String next() throws InterruptedException {
        String next = shown.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private Litestack open() {
        return Litestack.builder()
                .withoutFiles()
                .dataFolder(folder.resolve("data"))
                .open();
    }

    @Test
    void the_first_message() throws Exception {
        Path path = folder.resolve("cable.db");
        // region cable-first-lines
        try (Cable cable = Cable.open(CableConfig.builder(path).build())) {
            cable.subscribe("todo.42", Todo.class, (todo, message) -> show(todo.title()));

            long id = cable.publish("todo.42", new Todo("milk", true)); // stored when it returns
            // endregion
            assertThat(id).isEqualTo(1);
            assertThat(next()).isEqualTo("milk");
        }
    }

    @Test
    void in_a_transaction() throws Exception {
        try (Litestack stack = open()) {
            stack.db().execute("create table todo(id integer primary key, title text)");
            stack.cable().subscribe("todo.list", Todo.class, (todo, message) -> show(todo.title()));
            // region cable-transaction
            stack.db().useWrite(tx -> {
                tx.execute("insert into todo(title) values (?)", "milk");
                stack.cable().publish(tx, "todo.list", new Todo("milk", false)); // if and only if it is committed
            });
            // endregion
            assertThat(next()).isEqualTo("milk");
        }
    }

    @Test
    void more_ways_to_publish() throws Exception {
        try (Cable cable =
                Cable.open(CableConfig.builder(folder.resolve("cable.db")).build())) {
            // region cable-publish
            cable.publish("news", "a text goes as it is");
            cable.publish("news", new byte[] {1, 2, 3});
            cable.publish("news", new Todo("anything else is written as JSON", false));

            List<Long> ids = cable.publishAll(List.of( // all or none, one right after the other
                    new Publication("news", "first"), new Publication("sports", "second")));

            cable.publishAsync("news", "does not wait") // thousands of them are stored together
                    .thenAccept(id -> show("message " + id + " is stored"));
            // endregion
            assertThat(ids).containsExactly(4L, 5L);
            assertThat(next()).isEqualTo("message 6 is stored");
        }
    }

    @Test
    void patterns_and_options() throws Exception {
        try (Cable cable =
                Cable.open(CableConfig.builder(folder.resolve("cable.db")).build())) {
            // region cable-patterns
            Subscription subscription = cable.subscribe(
                    Channels.of("news").and(Channels.matching("todo.*", "chat.>")), // one stream, in order
                    SubscribeOptions.standard().withName("dashboard"),
                    message -> show(message.channel() + ": " + message.text()));

            cable.publish("todo.42", "milk"); // todo.* is one segment
            cable.publish("chat.room.7", "hello"); // chat.> is all that follows
            // endregion
            assertThat(next()).isEqualTo("todo.42: milk");
            assertThat(next()).isEqualTo("chat.room.7: hello");
            subscription.close();
        }
    }

    @Test
    void what_happens_in_it() throws Exception {
        try (Cable cable =
                Cable.open(CableConfig.builder(folder.resolve("cable.db")).build())) {
            BlockingQueue<String> got = new LinkedBlockingQueue<>();
            cable.subscribe(Channels.matching("todo.*"), SubscribeOptions.standard(), it -> got.add(it.text()));
            cable.publish("todo.42", "milk");
            assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("milk");
            // region cable-stats
            CableStats stats = cable.stats(); // of this process, since it was opened; costs no look at the disk
            show(stats.published() + " published, " + stats.delivered() + " delivered, " + stats.gaps() + " gaps");
            show(stats.subscribers()); // {todo.*=1}: subscriptions by channel and pattern
            show(stats.latency().p99()); // from the commit of a message to its handler
            show(stats.logMessages() + " messages kept, " + stats.logBytes() + " bytes");
            // endregion
            assertThat(next()).startsWith("1 published, ").endsWith(" 0 gaps");
            assertThat(next()).isEqualTo("{todo.*=1}");
        }
    }

    @Test
    void resume() throws Exception {
        try (Cable cable =
                Cable.open(CableConfig.builder(folder.resolve("cable.db")).build())) {
            cable.publish("todo.42", "1");
            String kept = cable.position().toString();
            cable.publish("todo.42", "2");
            // region cable-resume
            MessageHandler handler = new MessageHandler() {
                @Override
                public void onMessage(Message message) {
                    show(message.text()); // keep message.position() to come back with
                }

                @Override
                public void onGap(GapEvent gap) {
                    show("load it anew"); // what was missed is not kept any more
                }

                @Override
                public void onLive(Position position) {
                    show("up to date");
                }
            };
            cable.subscribe(Channels.of("todo.42"), SubscribeOptions.from(Position.parse(kept)), handler);
            // endregion
            assertThat(next()).isEqualTo("2");
            assertThat(next()).isEqualTo("up to date");
        }
    }

    @Test
    void a_live_list() throws Exception {
        try (Litestack stack = open()) {
            stack.db().execute("create table todo(id integer primary key, title text)");
            // region cable-snapshot
            List<String> titles = new ArrayList<>();
            Position position = stack.cable().snapshot(stack.stores().get("db"), (tx, at) -> {
                titles.addAll(tx.query("select title from todo", row -> row.getString(1)));
                return at; // goes into the page, which opens its stream from there
            });
            // endregion
            stack.db().useWrite(tx -> {
                tx.execute("insert into todo(title) values ('milk')");
                stack.cable().publish(tx, "todo.list", "milk");
            });
            stack.cable().subscribe(Channels.of("todo.list"), SubscribeOptions.from(position), it -> show(it.text()));
            assertThat(titles).isEmpty();
            assertThat(next()).isEqualTo("milk");
        }
    }

    @Test
    void a_chat_with_presence() throws Exception {
        try (Cable cable =
                Cable.open(CableConfig.builder(folder.resolve("cable.db")).build())) {
            // region cable-chat
            Presence presence = cable.presence();
            presence.watch("chat.7", members -> show(members));
            PresenceSession ann = presence.join("chat.7", "ann"); // until it is closed, or the process dies

            cable.subscribe("chat.7", Line.class, (line, message) -> show(line.from() + ": " + line.text()));
            cable.publish("chat.7", new Line("ann", "hello"));
            // endregion
            List<String> three = List.of(next(), next(), next());
            assertThat(three).contains("[Member[ann]]", "ann: hello");
            ann.close();
        }
    }

    @Test
    void to_the_browser() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.start();
        try (Litestack stack = open()) {
            // region cable-sse
            StreamTokens tokens = new StreamTokens(StreamSecrets.inFolder(stack.dataFolder()));
            SseStreams streams = new SseStreams(stack.cable(), tokens, SseOptions.standard());
            server.createContext("/stream", new HttpServerSse(streams, exchange -> "session-1"));

            String token = tokens.sign(Channels.of("todo.list"), "session-1"); // into the page
            String from = stack.cable().position().toString(); // or that of a snapshot
            stack.cable().publish("todo.list", TurboStream.append("todos", "<li>milk</li>"));
            // endregion
            URI uri = URI.create(
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/stream?token=" + token + "&from=" + from);
            HttpResponse<Stream<String>> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(response.body().filter(it -> it.startsWith("data: ")).findFirst())
                    .contains(
                            "data: <turbo-stream action=\"append\" target=\"todos\"><template><li>milk</li></template>"
                                    + "</turbo-stream>");
            streams.close();
        } finally {
            server.stop(0);
        }
    }

    /** A client that remembers what it got. */
    private static final class Client implements CableSocket {
        private final BlockingQueue<String> got = new LinkedBlockingQueue<>();

        @Override
        public void send(String text, Consumer<Throwable> done) {
            got.add(text);
            done.accept(null);
        }

        @Override
        public void close(int status, String reason) {
            // the test ends
        }
    }

    @Test
    void to_clients_of_action_cable() throws Exception {
        try (Litestack stack = open()) {
            StreamSecrets secrets = StreamSecrets.inFolder(stack.dataFolder());
            // region cable-action-cable
            ActionCable server = new ActionCable(stack.cable(), ActionCableOptions.standard())
                    .channel("ChatChannel", request -> request.param("room").map(room -> "chat." + room))
                    .channel("Turbo::StreamsChannel", ActionChannel.signedStreams(new SignedStreamNames(secrets)));
            // endregion
            Client client = new Client();
            ActionCableConnection connection = server.open(client, ActionCable.PROTOCOL, "session-1");
            connection.onText(
                    "{\"command\":\"subscribe\",\"identifier\":\"{\\\"channel\\\":\\\"ChatChannel\\\",\\\"room\\\":7}\"}");
            stack.cable().publish("chat.7", new Line("ann", "hello"));
            String last = "";
            while (!last.contains("\"message\":{\"from\":\"ann\",\"text\":\"hello\"}")) {
                last = client.got.poll(20, TimeUnit.SECONDS);
                assertThat(last).isNotNull();
            }
            server.close();
        }
    }

    @Test
    void the_progress_of_a_job() throws Exception {
        try (Litestack stack = open()) {
            stack.cable().subscribe("import.7", message -> show(message.text()));
            // region cable-progress
            JobType<Import> importFile = JobType.of("import", Import.class);
            stack.jobs().handle(importFile, (job, context) -> {
                for (int percent = 50; percent <= 100; percent += 50) {
                    stack.cable().publish("import.7", percent + " %");
                }
            });
            stack.start();
            stack.jobs().enqueue(importFile, new Import("orders.csv"));
            // endregion
            assertThat(next()).isEqualTo("50 %");
            assertThat(next()).isEqualTo("100 %");
        }
    }

    @Test
    void a_durable_consumer() throws Exception {
        try (Cable cable =
                Cable.open(CableConfig.builder(folder.resolve("cable.db")).build())) {
            // region cable-consumer
            ConsumerOptions index = ConsumerOptions.of("search-index", Channels.matching("todo.*"));
            cable.consume(index, Todo.class, (todo, message) -> show(todo.title())); // goes on where it has stopped
            // endregion
            cable.publish("todo.1", new Todo("milk", false));
            assertThat(next()).isEqualTo("milk");
        }
    }
}
