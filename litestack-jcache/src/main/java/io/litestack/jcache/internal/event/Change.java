package io.litestack.jcache.internal.event;

import org.jspecify.annotations.Nullable;

/** What has happened to a key: its value now, or that it had if it is gone, and the one before. */
record Change<K, V>(K key, V value, @Nullable V before) {}
