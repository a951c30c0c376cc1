/**
 * What an application asked for: the request of the program, the files that configure it, laid over one another, and the components
 * that are on the class path.
 *
 * <p>{@link io.litestack.internal.settings.OpenRequest} is the input; {@link io.litestack.internal.settings.SettingsReader} gives the
 * settings of an environment.
 */
@NullMarked
package io.litestack.internal.settings;

import org.jspecify.annotations.NullMarked;
