/**
 * Reads configuration files: bytes to text, YAML or JSON to a tree that keeps the line of each value, the section of an
 * environment, and the variables in values.
 *
 * <p>A file passes {@link io.litestack.internal.config.ConfigReader} (text, then YAML or JSON to a tree), {@link
 * io.litestack.internal.config.EnvironmentSection} and {@link io.litestack.internal.config.Variables}, in this order: no variable
 * can change the structure of a file. What the keys mean is not known here.
 */
@NullMarked
package io.litestack.internal.config;

import org.jspecify.annotations.NullMarked;
