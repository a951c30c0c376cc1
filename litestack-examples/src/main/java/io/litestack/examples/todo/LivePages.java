package io.litestack.examples.todo;

import io.litestack.Litestack;
import io.litestack.cable.Channels;
import io.litestack.cable.web.SseOptions;
import io.litestack.cable.web.SseStreams;
import io.litestack.cable.web.StreamSecrets;
import io.litestack.cable.web.StreamTokens;
import io.litestack.cable.web.TurboStream;
import io.litestack.job.JobType;
import java.time.Duration;

/**
 * Keeps the open pages of a list up to date: a job for each change renders what has changed and publishes it on the list's
 * channel. It reads and publishes in one transaction, so that of two jobs at once the one with the newer state comes last.
 */
final class LivePages implements AutoCloseable {
    /**
     * A list was changed.
     *
     * @param list its name
     */
    record Changed(String list) {}

    static final JobType<Changed> CHANGED = JobType.of("todo-changed", Changed.class);
    static final String PATH = "/stream";

    /** Longer than this, pages fetch the list themselves. */
    private static final int LONGEST_MESSAGE = 256 << 10;

    private final Litestack stack;
    private final Templates templates;
    private final LiveTodoLists lists;
    private final SseStreams streams;

    /** Begins to work on the changes. */
    LivePages(Litestack stack, Templates templates) {
        this.stack = stack;
        this.templates = templates;
        // the key of the cookies signs the streams as well, for another purpose
        Signer signer = Signer.of(TodoLists.in(stack.db()));
        StreamTokens tokens = new StreamTokens(StreamSecrets.of(signer.sign("stream", "")));
        this.lists = new LiveTodoLists(stack, tokens);
        this.streams =
                new SseStreams(stack.cable(), tokens, SseOptions.standard().withRetry(Duration.ofSeconds(1)));
        stack.jobs().handle(CHANGED, (changed, context) -> publish(changed.list()));
        stack.start();
    }

    static Channels channel(String list) {
        return Channels.of(channelName(list));
    }

    private static String channelName(String list) {
        return "todo." + list;
    }

    LiveTodoLists lists() {
        return lists;
    }

    SseStreams streams() {
        return streams;
    }

    private void publish(String list) {
        stack.db().useWrite(tx -> {
            String html = fragments(LiveTodoLists.read(tx, list, ""));
            stack.cable().publish(tx, channelName(list), html);
        });
    }

    /** For a page in each of the views: it takes what is for elements that it has. */
    private String fragments(TodoState state) {
        StringBuilder html = new StringBuilder();
        for (Filter filter : Filter.values()) {
            TodoPage page = TodoPage.of("", filter, state, 0);
            if (filter == Filter.ALL) {
                html.append(TurboStream.replace("all", templates.all(page)));
            }
            html.append(TurboStream.replace("view-" + filter.name(), templates.view(page)));
        }
        return html.length() > LONGEST_MESSAGE ? TurboStream.refresh() : html.toString();
    }

    @Override
    public void close() {
        streams.close();
    }
}
