/**
 * Brings a file to the version of the application: finds the migrations, compares them with what the file has seen, applies what is
 * missing, and writes the first rows.
 */
@NullMarked
package io.litestack.db.internal.migration;

import org.jspecify.annotations.NullMarked;
