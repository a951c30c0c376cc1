package io.litestack.compat.jooq;

import static io.litestack.compat.jooq.generated.Tables.AUTHOR;
import static io.litestack.compat.jooq.generated.Tables.BOOK;
import static io.litestack.compat.jooq.generated.Tables.TAG;
import static io.litestack.compat.jooq.generated.Tables.TITLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.compat.jooq.generated.tables.records.AuthorRecord;
import io.litestack.compat.jooq.generated.tables.records.BookRecord;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.DataChangedException;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What is compiled with the generated code; each method is a case of JooqTest. */
public final class JooqCases {
    private JooqCases() {}

    private static AuthorRecord author(DSLContext jooq, String name) {
        AuthorRecord author = jooq.newRecord(AUTHOR);
        author.setName(name);
        author.store();
        return author;
    }

    private static BookRecord book(DSLContext jooq, AuthorRecord author, String title) {
        BookRecord book = jooq.newRecord(BOOK);
        book.setAuthorId(author.getId());
        book.setTitle(title);
        book.store();
        return book;
    }

    public static void a_record_is_stored_once(DSLContext jooq) {
        AuthorRecord author = author(jooq, "Ann");
        assertThat(author.getId()).isEqualTo(1);
        author.setName("Anna");
        author.store();
        author.refresh();
        assertThat(author.getName()).isEqualTo("Anna");
        assertThat(jooq.fetchCount(AUTHOR)).isOne();
        assertThat(author.delete()).isOne();
        assertThat(jooq.fetchCount(AUTHOR)).isZero();
    }

    public static void a_record_of_a_table_with_a_trigger(DSLContext jooq) {
        BookRecord book = book(jooq, author(jooq, "Ann"), "Waves");
        assertThat(book.getId()).isEqualTo(1);
        assertThat(jooq.fetchCount(TAG)).isOne();
    }

    public static void a_record_that_others_have_changed_is_not_stored(DSLContext jooq) {
        BookRecord book = book(jooq, author(jooq, "Ann"), "Waves");
        BookRecord same = jooq.fetchOne(BOOK, BOOK.ID.eq(book.getId()));
        same.setTitle("Tides");
        same.store();
        book.setTitle("Storms");
        assertThatThrownBy(book::store).isInstanceOf(DataChangedException.class);
        book.refresh();
        assertThat(book.getTitle()).isEqualTo("Tides");
        assertThat(book.getVersion()).isEqualTo(same.getVersion());
        assertThatThrownBy(() -> {
                    same.setTitle("Calm");
                    book.setTitle("Rain");
                    book.store();
                    same.delete();
                })
                .isInstanceOf(DataChangedException.class);
    }

    public static void returning_one_and_many(DSLContext jooq) {
        AuthorRecord ann = jooq.insertInto(AUTHOR).set(AUTHOR.NAME, "Ann").returning().fetchOne();
        assertThat(ann.getId()).isEqualTo(1);
        // Of several rows jOOQ asks for the last one only, whatever the driver; what is text is not changed by it.
        assertThat(jooq.fetch("insert into author(name) values (?), (?) returning id", "Bob", "Cyd")
                        .getValues(0, Integer.class))
                .containsExactly(2, 3);
        assertThat(jooq.update(AUTHOR)
                        .set(AUTHOR.NAME, DSL.upper(AUTHOR.NAME))
                        .where(AUTHOR.ID.gt(1))
                        .returningResult(AUTHOR.NAME)
                        .fetch(AUTHOR.NAME))
                .containsExactly("BOB", "CYD");
        assertThat(jooq.deleteFrom(AUTHOR).returningResult(AUTHOR.ID).fetch()).hasSize(3);
        assertThat(jooq.fetchCount(AUTHOR)).isZero();
    }

    public static void upserts(DSLContext jooq) {
        AuthorRecord ann = author(jooq, "Ann");
        for (String title : List.of("Waves", "Waves")) {
            jooq.insertInto(BOOK)
                    .set(BOOK.AUTHOR_ID, ann.getId())
                    .set(BOOK.TITLE, title)
                    .onConflict(BOOK.TITLE)
                    .doUpdate()
                    .set(BOOK.PRICE, 3f)
                    .execute();
        }
        assertThat(jooq.fetchOne(BOOK).getPrice()).isEqualTo(3f);
        assertThat(jooq.insertInto(BOOK)
                        .set(BOOK.AUTHOR_ID, ann.getId())
                        .set(BOOK.TITLE, "Waves")
                        .onConflictDoNothing()
                        .returning()
                        .fetch())
                .isEmpty();
    }

    public static void joins_and_views(DSLContext jooq) {
        book(jooq, author(jooq, "Ann"), "Waves");
        assertThat(jooq.select(AUTHOR.NAME, BOOK.TITLE)
                        .from(AUTHOR)
                        .join(BOOK)
                        .onKey()
                        .fetchOne(AUTHOR.NAME))
                .isEqualTo("Ann");
        assertThat(jooq.selectFrom(TITLE).fetchOne().getTitle()).isEqualTo("Waves");
    }

    public static void batches(DSLContext jooq) {
        List<AuthorRecord> authors = IntStream.range(0, 100)
                .mapToObj(it -> {
                    AuthorRecord author = jooq.newRecord(AUTHOR);
                    author.setName("author " + it);
                    return author;
                })
                .toList();
        jooq.batchInsert(authors).execute();
        jooq.batched(configuration -> {
            for (int i = 0; i < 10; i++) {
                DSL.using(configuration).insertInto(AUTHOR, AUTHOR.NAME).values("more").execute();
            }
        });
        assertThat(jooq.fetchCount(AUTHOR)).isEqualTo(110);
    }

    public static void cursors(DSLContext jooq) {
        jooq.execute("insert into author(name) with recursive c(n) as"
                + " (select 1 union all select n + 1 from c where n < 500) select 'author ' || n from c");
        int rows = 0;
        try (Cursor<AuthorRecord> cursor = jooq.selectFrom(AUTHOR).orderBy(AUTHOR.ID).fetchLazy()) {
            while (cursor.hasNext()) {
                AuthorRecord author = cursor.fetchNext();
                if (author.getId() % 100 == 0) {
                    author.setName("renamed");
                    author.store();
                }
                rows++;
            }
        }
        assertThat(rows).isEqualTo(500);
        assertThat(jooq.fetchCount(AUTHOR, AUTHOR.NAME.eq("renamed"))).isEqualTo(5);
        List<Cursor<AuthorRecord>> many = IntStream.range(0, 12)
                .mapToObj(it -> jooq.selectFrom(AUTHOR).fetchLazy())
                .toList();
        many.forEach(it -> assertThat(it.fetchNext(3)).hasSize(3));
        many.forEach(Cursor::close);
    }

    public static void transactions_in_transactions(DSLContext jooq) {
        jooq.transaction(outer -> {
            author(outer.dsl(), "Ann");
            assertThatThrownBy(() -> outer.dsl().transaction(inner -> {
                        author(inner.dsl(), "Bob");
                        throw new IllegalStateException("undone");
                    }))
                    .hasMessageContaining("undone");
            outer.dsl().transaction(inner -> author(inner.dsl(), "Cyd"));
        });
        assertThat(jooq.fetchValues(AUTHOR.NAME)).containsExactlyInAnyOrder("Ann", "Cyd");
        assertThatThrownBy(() -> jooq.transaction(outer -> {
                    author(outer.dsl(), "Dan");
                    throw new IllegalStateException("undone");
                }))
                .hasMessageContaining("undone");
        assertThat(jooq.fetchCount(AUTHOR)).isEqualTo(2);
    }

    public static void errors(DSLContext jooq) {
        AuthorRecord ann = author(jooq, "Ann");
        book(jooq, ann, "Waves");
        assertThatThrownBy(() -> book(jooq, ann, "Waves")).isInstanceOf(IntegrityConstraintViolationException.class);
        assertThatThrownBy(() -> jooq.fetch("select * from nothing"))
                .isInstanceOfSatisfying(
                        DataAccessException.class, it -> assertThat(it.sqlState()).startsWith("42"));
    }

    public static void what_lasts_too_long(DSLContext jooq) {
        assertThatThrownBy(() -> jooq.resultQuery("with recursive c(n) as"
                                + " (select 1 union all select n + 1 from c where n < 60000000) select count(*) from c")
                        .queryTimeout(1)
                        .fetch())
                .hasCauseInstanceOf(SQLTimeoutException.class);
    }

    public static void tables_of_its_own(DSLContext jooq) {
        jooq.createTable("made").column("id", SQLDataType.INTEGER.identity(true)).column("name", SQLDataType.VARCHAR).primaryKey("id").execute();
        jooq.execute("insert into made(name) values (?)", "x");
        assertThat(jooq.fetchValue("select id from made")).isEqualTo(1);
        assertThat(jooq.meta().getTables("made")).hasSize(1);
        assertThat(jooq.dialect()).isEqualTo(SQLDialect.SQLITE);
    }
}
