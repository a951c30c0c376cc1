package io.litestack.compat.mybatis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.compat.LibraryTest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.SelectKey;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MyBatis: mappers, keys, batches, cursors and values. */
class MyBatisTest extends LibraryTest {
    /** A row with a value of each kind that MyBatis treats by itself. */
    public static final class Note {
        public Long id;
        public String text;
        public byte[] image;
        public Boolean open;
        public Instant writtenAt;
        public LocalDate day;
        public LocalDateTime begins;

        public Note() {}

        Note(String text) {
            this.text = text;
        }
    }

    /** Is made by MyBatis. */
    public interface Notes {
        @Insert("insert into note(text, image, open, written_at, day, begins)"
                + " values (#{text}, #{image}, #{open}, #{writtenAt}, #{day}, #{begins})")
        @Options(useGeneratedKeys = true, keyProperty = "id")
        int insert(Note note);

        @Insert("insert into note(text, image) values (#{text}, #{image,jdbcType=BLOB})")
        @SelectKey(
                statement = "select last_insert_rowid()",
                keyProperty = "id",
                before = false,
                resultType = Long.class)
        int insertAndSelectKey(Note note);

        @Insert("<script>insert into note(text) values"
                + " <foreach collection='notes' item='it' separator=','>(#{it.text})</foreach></script>")
        @Options(useGeneratedKeys = true, keyProperty = "notes.id")
        int insertAll(@Param("notes") List<Note> notes);

        @Select("select * from note where id = #{id}")
        Note find(long id);

        @Select("select * from note order by id")
        Cursor<Note> cursor();

        @Select("insert into note(text) values (#{text}) returning *")
        @Options(flushCache = Options.FlushCachePolicy.TRUE)
        Note insertAndReturn(String text);

        @Update("update note set text = #{text} where id = #{id}")
        int rename(@Param("id") long id, @Param("text") String text);

        @Select("select count(*) from note")
        int count();

        @Select(ENDLESS)
        @Options(timeout = 1)
        long endless();
    }

    private SqlSessionFactory sessions;

    @BeforeEach
    void configure() throws Exception {
        script("""
                create table note(
                    id integer primary key autoincrement,
                    text text not null unique,
                    image blob,
                    open integer,
                    written_at text,
                    day text,
                    begins text);
                """);
        Configuration configuration =
                new Configuration(new Environment("app", new JdbcTransactionFactory(), dataSource()));
        configuration.setMapUnderscoreToCamelCase(true);
        configuration.addMapper(Notes.class);
        sessions = new SqlSessionFactoryBuilder().build(configuration);
    }

    @Test
    void a_key_is_put_into_the_object() {
        Note note = new Note("red");
        try (SqlSession session = sessions.openSession()) {
            session.getMapper(Notes.class).insert(note);
            session.commit();
        }
        assertThat(note.id).isOne();
    }

    @Test
    void a_key_is_selected_after_the_insert() {
        Note note = new Note("red");
        note.image = new byte[] {1, 2, 3};
        try (SqlSession session = sessions.openSession(true)) { // autocommit
            session.getMapper(Notes.class).insertAndSelectKey(note);
            assertThat(note.id).isOne();
            assertThat(session.getMapper(Notes.class).find(1).image).containsExactly(1, 2, 3);
        }
    }

    @Test
    void keys_of_many_rows() {
        List<Note> notes = List.of(new Note("red"), new Note("blue"), new Note("green"));
        try (SqlSession session = sessions.openSession(true)) {
            session.getMapper(Notes.class).insertAll(notes);
        }
        assertThat(notes).extracting(it -> it.id).containsExactly(1L, 2L, 3L);
    }

    @Test
    void keys_of_a_batch() {
        List<Note> notes = List.of(new Note("red"), new Note("blue"), new Note("green"));
        try (SqlSession session = sessions.openSession(ExecutorType.BATCH)) {
            notes.forEach(session.getMapper(Notes.class)::insert);
            session.flushStatements();
            session.commit();
        }
        assertThat(notes).extracting(it -> it.id).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_row_that_is_returned() {
        try (SqlSession session = sessions.openSession(true)) {
            assertThat(session.getMapper(Notes.class).insertAndReturn("red").id).isOne();
            assertThat(session.getMapper(Notes.class).count()).isOne();
        }
    }

    @Test
    void values_come_back_as_they_went() {
        Note note = new Note("red");
        note.image = new byte[] {0, 1, -1};
        note.open = true;
        note.writtenAt = Instant.parse("2026-10-25T01:30:00.123Z");
        note.day = LocalDate.of(2026, 10, 25);
        note.begins = LocalDateTime.of(2026, 3, 29, 2, 30);
        try (SqlSession session = sessions.openSession()) {
            session.getMapper(Notes.class).insert(note);
            session.commit();
        }
        try (SqlSession session = sessions.openSession()) {
            assertThat(session.getMapper(Notes.class).find(note.id))
                    .usingRecursiveComparison()
                    .isEqualTo(note);
        }
    }

    @Test
    void a_cursor_is_read_while_its_session_writes() throws Exception {
        try (SqlSession session = sessions.openSession()) {
            Notes notes = session.getMapper(Notes.class);
            for (int i = 0; i < 300; i++) {
                notes.insert(new Note("note " + i));
            }
            try (Cursor<Note> cursor = notes.cursor()) {
                for (Note note : cursor) {
                    if (note.id % 100 == 0) {
                        notes.rename(note.id, "renamed " + note.id);
                    }
                }
            }
            session.commit();
        }
        assertThat(number("select count(*) from note where text like 'renamed%'"))
                .isEqualTo(3);
    }

    @Test
    void what_is_not_committed_is_not_there() throws Exception {
        try (SqlSession session = sessions.openSession()) {
            session.getMapper(Notes.class).insert(new Note("red"));
        }
        assertThat(number("select count(*) from note")).isZero();
    }

    @Test
    void errors_have_their_cause() {
        try (SqlSession session = sessions.openSession()) {
            Notes notes = session.getMapper(Notes.class);
            notes.insert(new Note("red"));
            assertThatThrownBy(() -> notes.insert(new Note("red")))
                    .isInstanceOf(PersistenceException.class)
                    .hasCauseInstanceOf(java.sql.SQLIntegrityConstraintViolationException.class);
        }
    }

    @Test
    void what_lasts_too_long() {
        long start = System.nanoTime();
        try (SqlSession session = sessions.openSession()) {
            assertThatThrownBy(() -> session.getMapper(Notes.class).endless())
                    .hasCauseInstanceOf(java.sql.SQLTimeoutException.class);
            assertThatItIsSoon(start);
            assertThat(session.getMapper(Notes.class).count()).isZero();
        }
    }
}
