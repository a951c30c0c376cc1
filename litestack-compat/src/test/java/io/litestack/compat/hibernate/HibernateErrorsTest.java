package io.litestack.compat.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.QueryTimeoutException;
import java.util.Map;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.SQLGrammarException;
import org.hibernate.jpa.SpecHints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Errors of the database are what Hibernate calls them. */
class HibernateErrorsTest extends HibernateTest {
    /** Has constraints of each kind. */
    @Entity(name = "member")
    static class Member {
        @Id
        long id;

        String email;
        String name = "Ann";
        int age;

        @ManyToOne
        Member friend;
    }

    private EntityManagerFactory factory;

    /** Hibernate's own tables have no foreign keys on SQLite, which cannot add them later: migrations make them. */
    @BeforeEach
    void write() throws Exception {
        script("""
                create table member(
                    id integer primary key,
                    email text unique,
                    name text not null,
                    age integer check (age >= 0),
                    friend_id bigint references member(id));
                """);
        factory = factory(Map.of(), Member.class);
        useTransaction(factory, entities -> {
            Member member = new Member();
            member.id = 1;
            member.email = "ann@example.org";
            entities.persist(member);
        });
    }

    private ConstraintViolationException violation(String sql) {
        try (EntityManager entities = factory.createEntityManager()) {
            entities.getTransaction().begin();
            try {
                entities.createNativeQuery(sql).executeUpdate();
                throw new AssertionError("accepted: " + sql);
            } catch (ConstraintViolationException e) {
                return e;
            } finally {
                entities.getTransaction().rollback();
            }
        }
    }

    @Test
    void what_is_there_twice() {
        ConstraintViolationException e =
                violation("insert into member(id, email, name, age) values (2, 'ann@example.org', 'Bob', 1)");
        assertThat(e.getSQLState()).isEqualTo("23505");
        assertThat(e.getConstraintName()).isEqualTo("member.email");
    }

    @Test
    void a_primary_key_that_is_there_twice() {
        ConstraintViolationException e = violation("insert into member(id, name) values (1, 'Bob')");
        assertThat(e.getSQLState()).isEqualTo("23505");
        assertThat(e.getConstraintName()).isEqualTo("member.id");
    }

    @Test
    void what_is_missing() {
        ConstraintViolationException e = violation("insert into member(id, name) values (2, null)");
        assertThat(e.getSQLState()).isEqualTo("23502");
        assertThat(e.getConstraintName()).isEqualTo("member.name");
    }

    @Test
    void what_is_checked() {
        assertThat(violation("insert into member(id, name, age) values (2, 'Bob', -1)")
                        .getSQLState())
                .isEqualTo("23514");
    }

    @Test
    void what_refers_to_nothing() {
        assertThat(violation("insert into member(id, name, friend_id) values (2, 'Bob', 77)")
                        .getSQLState())
                .isEqualTo("23503");
    }

    @Test
    void what_is_no_sql() {
        try (EntityManager entities = factory.createEntityManager()) {
            assertThatThrownBy(() -> entities.createNativeQuery("select * from nothing", Object.class)
                            .getResultList())
                    .isInstanceOf(SQLGrammarException.class);
        }
    }

    @Test
    void what_lasts_too_long() {
        long start = System.nanoTime();
        try (EntityManager entities = factory.createEntityManager()) {
            assertThatThrownBy(() -> entities.createNativeQuery(ENDLESS, Long.class)
                            .setHint(SpecHints.HINT_SPEC_QUERY_TIMEOUT, 1_000)
                            .getSingleResult())
                    .isInstanceOf(QueryTimeoutException.class);
            assertThatItIsSoon(start);
            assertThat(entities.find(Member.class, 1L)).isNotNull();
        }
    }

    @Test
    void what_lasts_too_long_in_a_transaction() {
        long start = System.nanoTime();
        try (EntityManager entities = factory.createEntityManager()) {
            entities.getTransaction().begin();
            entities.find(Member.class, 1L).name = "Anna";
            entities.flush();
            assertThatThrownBy(() -> entities.createNativeQuery(ENDLESS, Long.class)
                            .setHint(SpecHints.HINT_SPEC_QUERY_TIMEOUT, 1_000)
                            .getSingleResult())
                    .isInstanceOf(QueryTimeoutException.class);
            assertThatItIsSoon(start);
            entities.getTransaction().rollback();
        }
        useTransaction(
                factory,
                entities -> assertThat(entities.find(Member.class, 1L).name).isEqualTo("Ann"));
    }
}
