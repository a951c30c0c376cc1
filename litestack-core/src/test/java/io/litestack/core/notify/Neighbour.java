package io.litestack.core.notify;

import io.litestack.core.Store;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.StoreInternals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Another process on the same file. It says {@code seen N} whenever it was woken and finds another number of rows, and
 * does what it is asked: {@code signal}, {@code quiet}, {@code quiet-and-die}, {@code id}, {@code close}; then it says {@code did} and the word.
 */
final class Neighbour {
    private final Store store;
    private long seen = -1;

    private Neighbour(Store store) {
        this.store = store;
    }

    public static void main(String[] arguments) throws IOException {
        Store store = Store.open(Path.of(arguments[0]));
        Commit.createTable(store);
        Neighbour neighbour = new Neighbour(store);
        LoopWorker loop = StoreInternals.of(store).loop("neighbour", neighbour::look);
        loop.start();
        StoreInternals.of(store).changeNotifier().subscribe(Commit.TOPIC, loop::wake);
        say("ready");
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String word = words.readLine(); word != null; word = words.readLine()) {
            neighbour.obey(word);
        }
    }

    private void obey(String word) {
        switch (word) {
            case "signal" -> Commit.withSignal(store, Commit.TOPIC);
            case "quiet" -> Commit.withoutSignal(store);
            case "quiet-and-die" -> {
                Commit.withoutSignal(store);
                say("at " + System.nanoTime());
                Runtime.getRuntime().halt(9);
            }
            case "id" -> say(StoreInternals.of(store).processLiveness().ownId().orElse(""));
            case "close" -> store.close();
            default -> throw new IllegalArgumentException(word);
        }
        say("did " + word);
    }

    private long look() {
        long now = Commit.count(store);
        if (now != seen) {
            seen = now;
            say("seen " + now);
        }
        return LoopWorker.Step.UNTIL_WOKEN;
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
