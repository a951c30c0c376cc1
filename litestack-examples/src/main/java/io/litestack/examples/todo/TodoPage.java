package io.litestack.examples.todo;

import java.util.Arrays;
import java.util.List;

/** What the page shows; the template asks for it by these names. */
record TodoPage(
        String formToken,
        String filter,
        String path,
        List<Row> rows,
        List<Tab> tabs,
        long left,
        String leftUnit,
        boolean hasTodos,
        boolean hasCompleted,
        boolean allDone,
        String message,
        String draft,
        long version,
        String stream) {
    /** One entry. */
    record Row(long id, String title, boolean done, boolean editing) {
        Row typed(String text) {
            return editing ? new Row(id, text, done, true) : this;
        }
    }

    /** One of the filters to choose from. */
    record Tab(String path, String label, boolean current) {}

    /** The page of a list, with entry {@code editing} as a form (0 for none). */
    static TodoPage of(String formToken, Filter filter, TodoState state, long editing) {
        List<Todo> todos = state.todos();
        long left = todos.stream().filter(it -> !it.done()).count();
        return new TodoPage(
                formToken,
                filter.name(),
                filter.path,
                filter.of(todos).stream()
                        .map(it -> new Row(it.id(), it.title(), it.done(), it.id() == editing))
                        .toList(),
                Arrays.stream(Filter.values())
                        .map(it -> new Tab(it.path, it.label(), it == filter))
                        .toList(),
                left,
                left == 1 ? "item left" : "items left",
                !todos.isEmpty(),
                left < todos.size(),
                !todos.isEmpty() && left == 0,
                "",
                "",
                state.version(),
                state.stream());
    }

    /** The same with something to tell, and what was typed still in its place: in the entry that is edited, or as a new one. */
    TodoPage telling(String text, String typed) {
        List<Row> edited = rows.stream().map(it -> it.typed(typed)).toList();
        String draft = edited.equals(rows) ? typed : "";
        return new TodoPage(
                formToken,
                filter,
                path,
                edited,
                tabs,
                left,
                leftUnit,
                hasTodos,
                hasCompleted,
                allDone,
                text,
                draft,
                version,
                stream);
    }

    /** Whether an entry is being edited, which has the cursor then. */
    boolean hasEdited() {
        return rows.stream().anyMatch(Row::editing);
    }

    /** Whether it is told of changes. */
    boolean isLive() {
        return !stream.isEmpty();
    }

    boolean hasMessage() {
        return !message.isEmpty();
    }
}
