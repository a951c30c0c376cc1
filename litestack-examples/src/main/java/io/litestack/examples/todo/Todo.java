package io.litestack.examples.todo;

/** One thing to do. */
public record Todo(long id, String title, boolean done) {}
