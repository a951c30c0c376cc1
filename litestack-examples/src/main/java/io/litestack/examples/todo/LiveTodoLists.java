package io.litestack.examples.todo;

import io.litestack.Litestack;
import io.litestack.cable.Position;
import io.litestack.cable.web.StreamTokens;
import io.litestack.core.Snapshot;
import io.litestack.core.Transaction;
import io.litestack.examples.todo.LivePages.Changed;

/**
 * Lists whose open pages follow them: each change counts, and enqueues a job that tells the pages, in the same transaction. A page
 * is made together with the position from which its changes follow.
 */
final class LiveTodoLists extends CachedTodoLists {
    private final Litestack stack;
    private final StreamTokens tokens;

    LiveTodoLists(Litestack stack, StreamTokens tokens) {
        super(stack.db(), stack.cache());
        this.stack = stack;
        this.tokens = tokens;
    }

    @Override
    void changing(Transaction tx, String list) {
        super.changing(tx, list);
        tx.execute(TodoSql.COUNT_CHANGE, list);
        stack.jobs().enqueue(tx, LivePages.CHANGED, new Changed(list));
    }

    @Override
    public TodoState state(String list) {
        return stack.cable()
                .snapshot(stack.db().store(), (snapshot, position) -> read(snapshot, list, source(list, position)));
    }

    /** What a view of the store has of a list. */
    static TodoState read(Snapshot snapshot, String list, String stream) {
        long version = snapshot.queryFirst(TodoSql.VERSION, row -> row.getLong(1), list)
                .orElse(0L);
        return new TodoState(snapshot.query(TodoSql.ALL, TODO, list), version, stream);
    }

    private String source(String list, Position position) {
        String token = tokens.sign(LivePages.channel(list), list);
        return LivePages.PATH + "?token=" + token + "&from=" + position + "&element=stream";
    }
}
