package io.litestack.core.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A task on a thread of its own, whose value or exception is asked for later. */
public final class Background<T> {
    /** What returns nothing and may throw anything. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(String name, Callable<T> callable) {
        task = new FutureTask<>(callable);
        thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    public static <T> Background<T> call(String name, Callable<T> callable) {
        return new Background<>(name, callable);
    }

    public static Background<Void> run(String name, Action action) {
        return new Background<>(name, () -> {
            action.run();
            return null;
        });
    }

    public Thread thread() {
        return thread;
    }

    public boolean isDone() {
        return task.isDone();
    }

    /** Waits for the task and returns its value; a task that threw fails the test. */
    public T result() {
        try {
            return task.get(Eventually.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("\"" + thread.getName() + "\" failed", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw notDone(e);
        }
    }

    /** Waits for the task and returns what it threw; a task that threw nothing fails the test. */
    public Throwable failure() {
        try {
            T value = task.get(Eventually.PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("\"" + thread.getName() + "\" should have failed, but returned " + value);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw notDone(e);
        }
    }

    /** Waits for the task to end, well or not; only a failed assertion in it fails the test. */
    public void join() {
        try {
            task.get(Eventually.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failed) {
                throw failed;
            }
        } catch (InterruptedException | TimeoutException e) {
            throw notDone(e);
        }
    }

    private AssertionError notDone(Exception cause) {
        StringBuilder stack = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            stack.append("\n    at ").append(frame);
        }
        return new AssertionError("\"" + thread.getName() + "\" does not end; it stands" + stack, cause);
    }
}
