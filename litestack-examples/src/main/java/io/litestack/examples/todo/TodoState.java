package io.litestack.examples.todo;

import java.util.List;

/**
 * A list at one moment.
 *
 * @param todos its entries
 * @param version how often it was changed, as far as that is counted
 * @param stream where a page gets what is changed from this moment on; empty if nowhere
 */
public record TodoState(List<Todo> todos, long version, String stream) {
    /** Of a list whose changes nobody hears of. */
    static TodoState still(List<Todo> todos) {
        return new TodoState(todos, 0, "");
    }
}
