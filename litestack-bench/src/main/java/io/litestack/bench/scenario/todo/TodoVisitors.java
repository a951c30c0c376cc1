package io.litestack.bench.scenario.todo;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The visitors of a site. Thread-safe, for as many threads as there are visitors. */
final class TodoVisitors implements AutoCloseable {
    private final Queue<TodoVisitor> idle = new ConcurrentLinkedQueue<>();

    TodoVisitors(int count, int port) throws IOException {
        for (int i = 0; i < count; i++) {
            idle.add(new TodoVisitor(port, i));
        }
    }

    /** One of them acts. */
    void act() throws IOException {
        TodoVisitor visitor = idle.remove();
        try {
            visitor.act();
        } finally {
            idle.add(visitor);
        }
    }

    /**
     * All of them look.
     *
     * @throws IllegalStateException if a list is not what was answered
     */
    void look() throws IOException {
        for (TodoVisitor visitor : idle) {
            visitor.look();
        }
    }

    @Override
    public void close() throws IOException {
        for (TodoVisitor visitor : idle) {
            visitor.close();
        }
    }
}
