package io.litestack.bench.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Runs a {@link Companion}: says {@code ready}, stops when its input says or does anything, and prints its figures. */
final class CompanionMain implements Companion.Control {
    static final String READY = "ready";

    private final CountDownLatch stop = new CountDownLatch(1);

    private CompanionMain() {}

    public static void main(String[] arguments) {
        CompanionMain control = new CompanionMain();
        ChildJvm.onInput(control.stop::countDown);
        ChildJvm.runAndExit(() -> control.run(arguments));
    }

    private void run(String[] arguments) throws Exception {
        Constructor<?> constructor = Class.forName(arguments[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        Companion companion = (Companion) constructor.newInstance();
        List<String> rest = List.of(arguments).subList(2, arguments.length);
        Map<String, Double> figures = companion.run(this, Path.of(arguments[1]), rest);
        System.out.println(new ObjectMapper().writeValueAsString(figures));
    }

    @Override
    public void ready() {
        System.out.println(READY);
    }

    @Override
    public boolean isStopping() {
        return stop.getCount() == 0;
    }

    @Override
    public void awaitStop() throws InterruptedException {
        stop.await();
    }
}
