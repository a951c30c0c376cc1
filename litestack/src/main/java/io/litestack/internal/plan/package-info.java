/**
 * Decides everything before anything is opened: which stores there are, which components keep their rows in each, and the complete
 * configuration of both.
 *
 * <p>{@link io.litestack.internal.plan.Planner} turns a request into a {@link io.litestack.internal.plan.Plan}, or into all problems at
 * once.
 */
@NullMarked
package io.litestack.internal.plan;

import org.jspecify.annotations.NullMarked;
