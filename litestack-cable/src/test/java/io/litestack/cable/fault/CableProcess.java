package io.litestack.cable.fault;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.GapEvent;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that does with a cable what lines on its input say, and says on its output what happens. */
final class CableProcess {
    private CableProcess() {}

    /** The cable's file. */
    public static void main(String[] arguments) throws IOException {
        CableConfig config = CableConfig.builder(
                        StoreConfig.builder(Path.of(arguments[0])).build())
                .presenceGrace(Duration.ZERO)
                .build();
        try (Cable cable = Cable.open(config)) {
            say("ready");
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                run(cable, line.split(" "));
                say("did " + line);
            }
        }
    }

    private static void run(Cable cable, String[] words) {
        switch (words[0]) {
            case "publish" -> cable.publish(words[1], words[2]);
            case "publish-and-die" ->
                Store.open(cable.config().store()).useWrite(tx -> {
                    cable.publish(tx, words[1], words[2]);
                    tx.afterCommit(() -> Runtime.getRuntime().halt(9));
                });
            case "number" -> say("number " + ProcessHandle.current().pid());
            case "subscribe" -> cable.subscribe(words[1], new Reporter());
            case "consume" ->
                cable.consume(
                        ConsumerOptions.of(words[1], Channels.of(words[2])).withFromOldest(), new Reporter());
            case "join" -> cable.presence().join(words[1], words[2]);
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static final class Reporter implements MessageHandler {
        @Override
        public void onMessage(Message message) {
            say("got " + message.text());
        }

        @Override
        public void onLive(Position position) {
            say("live");
        }

        @Override
        public void onGap(GapEvent gap) {
            say("gap " + gap.reason());
        }
    }

    /** In one system call, so that no line is half said. */
    static synchronized void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
