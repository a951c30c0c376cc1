/**
 * Turns sections of configuration into validated records, and says everything that is wrong at once.
 *
 * <p>The idea: a module's immutable {@code …Config} record is the truth. Beside it the module declares once, in a {@link
 * io.litestack.core.spi.config.ConfigBinding}, which key of a file means which property: name, type, setter of the builder,
 * getter of the record, one or two sentences of documentation. All else follows from that: reading, messages with file and
 * line, "did you mean", the printed effective configuration, the commented starter file.
 *
 * <pre>{@code
 * static final ConfigBinding<PenConfig.Builder, PenConfig> KEYS = ConfigBinding.of(PenConfig.Builder::build)
 *         .key("width", ConfigTypes.WHOLE_NUMBER, PenConfig.Builder::width, PenConfig::width, "How wide a line is, in dots.")
 *         .key("dry_after", ConfigTypes.DURATION, PenConfig.Builder::dryAfter, PenConfig::dryAfter, "When ink is dry.");
 * }</pre>
 *
 * <p>Bounds are checked by the record alone, with {@link io.litestack.core.spi.config.ConfigProblems}: a problem begins with
 * the name of the record's component ({@code "dryAfter must be more than zero"}), and the binding puts file, line and key
 * ({@code "litestack.yml:12: pen.dry_after must be more than zero"}) in its place.
 *
 * <p>What is read, a file of the facade's or a map, is a tree of {@link io.litestack.core.spi.config.ConfigSection}s that know
 * their lines; scalars stay text, so that no value can be mistaken for a boolean, a date or an octal number. From there on: keys
 * checked → values read by their {@link io.litestack.core.spi.config.ConfigType} → the builder → the record. Nothing here starts
 * a thread or opens a file: a user of one module needs no parser of YAML.
 */
@NullMarked
package io.litestack.core.spi.config;

import org.jspecify.annotations.NullMarked;
