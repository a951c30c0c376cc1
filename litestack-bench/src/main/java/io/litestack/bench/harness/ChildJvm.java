package io.litestack.bench.harness;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts JVMs like this one. They end with it, however it ends: each holds on to a pipe from its parent. */
public final class ChildJvm {
    /** What every measured JVM is started with, besides its heap. */
    public static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

    private ChildJvm() {}

    /**
     * Starts a JVM of the same Java. Its error stream is ours; its other streams are pipes.
     *
     * @param main the class to run
     * @param folder where the driver may put its native library
     * @param options more options of the JVM
     * @param arguments what to hand to {@code main}
     */
    public static Process start(Class<?> main, Path folder, List<String> options, List<String> arguments)
            throws IOException {
        return start(JavaHome.ours(), main, folder, options, arguments);
    }

    /**
     * Starts a JVM of some Java. Its error stream is ours; its other streams are pipes.
     *
     * @param home which Java
     * @param main the class to run
     * @param folder where the driver may put its native library
     * @param options more options of the JVM
     * @param arguments what to hand to {@code main}
     */
    public static Process start(JavaHome home, Class<?> main, Path folder, List<String> options, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(home.launcher().toString());
        command.addAll(OPTIONS);
        command.addAll(options);
        command.add("-Dorg.sqlite.tmpdir=" + folder);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    /** What a child does. */
    @FunctionalInterface
    public interface Main {
        /** Does it. */
        void run() throws Exception;
    }

    /** In a child: does it and ends the JVM, whatever other threads do. */
    @SuppressWarnings("CatchAndPrintStackTrace") // the error stream is where the parent's user looks
    public static void runAndExit(Main main) {
        int code = 1;
        try {
            main.run();
            code = 0;
        } catch (Throwable e) {
            e.printStackTrace();
        }
        System.exit(code);
    }

    /** In a child: runs {@code reaction} when the parent writes something, or is gone. */
    public static void onInput(Runnable reaction) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        System.in.read();
                    } catch (IOException e) {
                        // gone
                    }
                    reaction.run();
                },
                "parent-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }
}
