package io.litestack.examples;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program in a JVM of its own: what {@code mvn -q compile -Drun=todo} calls, in Maven's JVM.
 *
 * <p>A program that ends with a failure has said why, so Maven's JVM then ends with the same exit code and adds nothing. The two
 * end together: a signal to Maven's JVM is passed on, and the program watches for its end, also by {@code kill -9}.
 */
public final class ProgramRunner {
    private static final String NONE = "none";
    private static final int MISUSE = 2;
    private static final long MOST_SECONDS_TO_STOP = 120;

    private ProgramRunner() {}

    /**
     * Runs the program and ends this JVM if that fails.
     *
     * @param args the name that the user gave; the class to run, or {@code none}; its arguments
     * @throws Exception if the program cannot be started
     */
    public static void main(String[] args) throws Exception {
        List<String> rest = Arrays.asList(args).subList(2, args.length);
        if (args[1].equals(NONE)) {
            refuse(args[0]);
        } else {
            run(command(args[1], rest));
        }
    }

    /** The benchmarks are of another module, which runs after this one. */
    private static void refuse(String name) {
        if (!name.equals("bench")) {
            System.err.println("error: there is no program \"" + name + "\"; there are todo, jobs, import and bench");
            System.exit(MISUSE);
        }
    }

    private static List<String> command(String main, List<String> args) throws URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("run.jvm", "java"));
        for (String option : System.getProperty("run.jvm.args", "").split(" +", 0)) {
            if (!option.isEmpty()) {
                command.add(option);
            }
        }
        long parent = ProcessHandle.current().pid();
        command.addAll(List.of("-cp", classPath(), Child.class.getName(), Long.toString(parent), main));
        command.addAll(args);
        return command;
    }

    /** That of the project, which Maven gives to a class loader. */
    private static String classPath() throws URISyntaxException {
        if (!(ProgramRunner.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        List<String> places = new ArrayList<>();
        for (URL place : loader.getURLs()) {
            places.add(Path.of(place.toURI()).toString());
        }
        return String.join(File.pathSeparator, places);
    }

    /** The program owns the terminal, so that a progress bar can redraw its line. */
    private static void run(List<String> command) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(command)
                .directory(new File(System.getProperty("run.folder", "")).getAbsoluteFile())
                .inheritIO()
                .start();
        Thread stop = new Thread(() -> stop(program), "program-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        int status = program.waitFor();
        if (status != 0) {
            System.exit(status);
        }
        Runtime.getRuntime().removeShutdownHook(stop);
    }

    private static void stop(Process program) {
        program.toHandle().destroy();
        try {
            program.waitFor(MOST_SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The program's own JVM: ends when the one that has started it does. */
    static final class Child {
        private static final int ENDED_BY_SIGNAL = 143;

        private Child() {}

        /**
         * Runs the program.
         *
         * @param args the id of the process to watch; the class to run; its arguments
         * @throws Throwable what the program throws
         */
        public static void main(String[] args) throws Throwable {
            endWith(Long.parseLong(args[0]));
            try {
                Class.forName(args[1]).getMethod("main", String[].class).invoke(null, (Object)
                        Arrays.copyOfRange(args, 2, args.length));
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }

        private static void endWith(long process) {
            Optional<ProcessHandle> parent = ProcessHandle.of(process);
            if (parent.isEmpty()) {
                System.exit(ENDED_BY_SIGNAL);
            }
            var unused = parent.get().onExit().thenRun(() -> System.exit(ENDED_BY_SIGNAL));
        }
    }
}
