package io.litestack.cable.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.CableListener;
import io.litestack.cable.Channels;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Subscription;
import io.litestack.cable.internal.base.CableResources;
import io.litestack.core.Store;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a consumer does with a message that comes before whoever subscribes has its subscription. */
@Timeout(90)
@ExtendWith(LeakCheck.class)
class LocalConsumerTest {
    private static final ConsumerOptions TWICE =
            ConsumerOptions.of("mail", Channels.of("a")).withRetries(1, Duration.ofMillis(1));

    @TempDir
    Path folder;

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private Cable cable;
    private Store store;
    private CableResources resources;
    private Subscription subscription;
    private Message message;

    @BeforeEach
    void open() throws Exception {
        CableConfig config = CableConfig.builder(folder.resolve("cable.db"))
                .listener(new CableListener() {
                    @Override
                    public void onHandlerFailure(Subscription of, String channel, long id, Throwable cause) {
                        failures.add(cause);
                    }
                })
                .build();
        cable = Cable.open(config);
        store = Store.open(config.store());
        resources = new CableResources(config, store);
        CompletableFuture<Message> first = new CompletableFuture<>();
        subscription = cable.subscribe("a", first::complete);
        cable.publish("a", "1");
        message = first.get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        store.close();
        cable.close();
    }

    /** Activates a consumer that gets its first message while it subscribes. */
    private void activate(ConsumerOptions options) {
        AtomicReference<Background<Boolean>> delivery = new AtomicReference<>();
        ConsumerSubscriber early = (ignored, position, handler) -> {
            AtomicReference<Thread> thread = new AtomicReference<>();
            delivery.set(Background.call("delivery", () -> deliver(handler, thread)));
            Eventually.until(
                    "it is with the handler, or waits",
                    () -> calls.get() > options.retries()
                            || (thread.get() != null && thread.get().getState() == Thread.State.WAITING));
            return subscription;
        };
        MessageHandler failing = it -> {
            calls.incrementAndGet();
            throw new IllegalStateException("mine");
        };
        LocalConsumer consumer = new LocalConsumer(
                new Consumers.Parts(resources, new ConsumerStore(resources), early), options, failing, () -> {});
        consumer.activate(new ConsumerClaim("mail", 1, 1, 0));
        assertThat(delivery.get().result()).isTrue();
    }

    private boolean deliver(MessageHandler handler, AtomicReference<Thread> thread) throws Exception {
        thread.set(Thread.currentThread());
        handler.onMessage(message);
        return true;
    }

    @Test
    void each_of_its_failures_is_reported() {
        activate(TWICE);
        assertThat(calls).hasValue(2);
        assertThat(failures).hasSize(2);
    }

    @Test
    void a_message_at_which_it_stops_ends_the_subscription() {
        activate(TWICE.withAfterRetries(ConsumerOptions.AfterRetries.STOP));
        assertThat(failures).hasSize(2);
        Eventually.until("it is closed", subscription::isClosed);
    }
}
