/** What looks at stored jobs, changes them and prunes them. */
@NullMarked
package io.litestack.job.internal.admin;

import org.jspecify.annotations.NullMarked;
