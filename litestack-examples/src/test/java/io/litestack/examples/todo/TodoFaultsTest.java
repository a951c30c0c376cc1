package io.litestack.examples.todo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StorageFullException;
import io.litestack.db.Database;
import io.litestack.db.Migrations;
import io.litestack.test.Fault;
import io.litestack.test.Faults;
import io.litestack.test.LitestackExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The to-do list on a disk without room, and beside a program that keeps its file. */
@Timeout(120)
class TodoFaultsTest {
    @RegisterExtension
    static final LitestackExtension LITESTACK = new LitestackExtension(builder ->
            builder.db(it -> it.migrations(Migrations.fromClassPath("io/litestack/examples/todo/migration"))));

    @Test
    void an_entry_for_which_there_is_no_room_is_not_in_the_list(Database db, Faults faults) {
        TodoLists lists = TodoLists.in(db);
        assertThat(lists.add("ann", "milk")).isTrue();
        try (Fault full = faults.diskFull()) {
            assertThat(full).isNotNull();
            assertThatExceptionOfType(StorageFullException.class).isThrownBy(() -> lists.add("ann", "bread"));
            assertThat(lists.all("ann")).extracting(Todo::title).containsExactly("milk");
        }
        assertThat(lists.add("ann", "bread")).isTrue();
        assertThat(lists.all("ann")).extracting(Todo::title).containsExactly("milk", "bread");
    }

    @Test
    void an_entry_is_added_once_the_other_program_has_let_go_of_the_file(Database db, Faults faults) {
        TodoLists lists = TodoLists.in(db);
        try (Fault busy = faults.busyFor(Duration.ofMillis(100))) {
            assertThat(busy).isNotNull();
            assertThat(lists.add("ann", "milk")).isTrue();
        }
        assertThat(lists.all("ann")).extracting(Todo::title).containsExactly("milk");
    }
}
