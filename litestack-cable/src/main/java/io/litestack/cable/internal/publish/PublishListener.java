package io.litestack.cable.internal.publish;

/** Hears of what this process has published, before the events of later commits: it must be quick. */
@FunctionalInterface
public interface PublishListener {
    /** Messages were committed. */
    void onPublished(int messages, long bytes);
}
