/**
 * A to-do list on the web: each visitor has a list of their own, which survives restarts and {@code kill -9}.
 *
 * <p>The pages are made on the server and work without JavaScript: every action is a form, answered by a redirect. A little
 * script sends the same forms in the background and puts the answer in place, and adds double click and Escape.
 *
 * <p>Who a visitor is says a cookie that this server signed, with a key that lies in the database: it cannot be guessed or
 * made up, and it is good after a restart. Every form carries a second signature, so that no other site can send it.
 *
 * <p>{@link io.litestack.examples.todo.TodoLists} is all that is stored, {@link io.litestack.examples.todo.TodoServer} all
 * that is asked.
 */
@NullMarked
package io.litestack.examples.todo;

import org.jspecify.annotations.NullMarked;
