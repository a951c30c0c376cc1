/**
 * A cache at the speed of the heap that survives restarts, is shared by the processes of a machine, and never serves what was
 * invalidated.
 *
 * <pre>{@code
 * try (Cache cache = Cache.open(Path.of("data/cache.db"))) {
 *     String page = cache.get("front-page", String.class, () -> render());
 * }
 * }</pre>
 *
 * <h2>The idea</h2>
 *
 * Entries are rows of an SQLite file; those that are read are in the heap as well, with their decoded values. A put is known to this
 * process at once, and becomes a row together with many others a few milliseconds later. Each commit says in a log what it has changed,
 * which is how other processes know what to drop from their heaps.
 *
 * <h2>Where to look</h2>
 *
 * <ul>
 *   <li>{@link io.litestack.cache.Cache} opens it, and is itself a {@link io.litestack.cache.CacheNamespace}: entries of any type,
 *       counters, tags and prefixes.
 *   <li>{@link io.litestack.cache.TypedCache}: the values of one {@link io.litestack.cache.CacheType}, with loaders and versions.
 *   <li>{@link io.litestack.cache.EntryOptions} and {@link io.litestack.cache.LoadOptions} for each call, {@link
 *       io.litestack.cache.CacheConfig} for the whole.
 *   <li>To measure: {@link io.litestack.cache.CacheStats} and {@link io.litestack.cache.CacheListener}.
 * </ul>
 *
 * <h2>Guarantees</h2>
 *
 * <ul>
 *   <li><b>A failure is a miss, and never an old value.</b> Reads and plain puts never throw because of the disk. A value that could
 *       not be stored takes the one before with it.
 *   <li><b>Coherence.</b> What another process has changed is not read from the heap for longer than a stated bound; see {@link
 *       io.litestack.cache.Coherence}.
 *   <li><b>No way back.</b> A value that was loaded before its key, tag, prefix or namespace was invalidated is not kept after that,
 *       whoever loads it and however long it takes.
 *   <li><b>Crashes.</b> It survives restarts and crashes of processes; a crash may bring back the value that a key had a few
 *       milliseconds earlier. After a crash of the operating system it begins empty, unless the store's {@link io.litestack.core.Sync}
 *       says more than {@code OFF}.
 * </ul>
 */
@NullMarked
package io.litestack.cache;

import org.jspecify.annotations.NullMarked;
