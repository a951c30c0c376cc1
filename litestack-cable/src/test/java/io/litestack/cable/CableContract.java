package io.litestack.cable;

import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the contracts of a cable have in common; a subclass says which implementation they are about. */
abstract class CableContract {
    /** A payload. */
    record Note(String text, int number) {}

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    final RecordingListener events = new RecordingListener();
    final ManualClock clock = new ManualClock();
    final SteppedTicker ticker = new SteppedTicker();
    private final List<Cable> opened = new ArrayList<>();

    /** Starts the configuration of a cable in the folder, with the test's clocks. */
    abstract CableConfig.Builder config();

    final Cable open() {
        return open(it -> it);
    }

    final Cable open(UnaryOperator<CableConfig.Builder> settings) {
        Cable cable = Cable.open(settings.apply(config().listener(events)).build());
        opened.add(cable);
        return cable;
    }

    static Inbox subscribe(Cable cable, String channel) {
        Inbox inbox = new Inbox();
        cable.subscribe(channel, inbox);
        return inbox;
    }

    static Inbox subscribe(Cable cable, Channels channels, SubscribeOptions options) {
        Inbox inbox = new Inbox();
        cable.subscribe(channels, options, inbox);
        return inbox;
    }

    static void publishNumbers(Cable cable, String channel, int from, int to) {
        for (int i = from; i <= to; i++) {
            cable.publish(channel, Integer.toString(i));
        }
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Cable::close);
    }
}
