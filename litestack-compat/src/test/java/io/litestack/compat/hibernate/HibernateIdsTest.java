package io.litestack.compat.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.TableGenerator;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Where the ids of new entities come from. */
class HibernateIdsTest extends HibernateTest {
    /** Its id is the one that the database gives. */
    @Entity(name = "by_identity")
    static class ByIdentity {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;
    }

    /** Its ids are reserved in blocks, in a row of a table. */
    @Entity(name = "by_table")
    static class ByTable {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE, generator = "ids")
        @TableGenerator(name = "ids", allocationSize = 5)
        Long id;

        String name;
    }

    /** SQLite has no sequences: Hibernate keeps them in a table. */
    @Entity(name = "by_sequence")
    static class BySequence {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "numbers")
        @SequenceGenerator(name = "numbers", allocationSize = 5)
        Long id;

        String name;
    }

    /** Its id is made in the JVM. */
    @Entity(name = "by_uuid")
    static class ByUuid {
        @Id
        @GeneratedValue(strategy = GenerationType.UUID)
        UUID id;

        String name;
    }

    @Test
    void identities() {
        EntityManagerFactory factory = creating(ByIdentity.class);
        long id = inTransaction(factory, entities -> {
            ByIdentity entity = new ByIdentity();
            entity.name = "red";
            entities.persist(entity);
            assertThat(entity.id).isNotNull();
            return entity.id;
        });
        useTransaction(
                factory,
                entities -> assertThat(entities.find(ByIdentity.class, id).name).isEqualTo("red"));
    }

    @Test
    void uuids() {
        EntityManagerFactory factory = creating(ByUuid.class);
        UUID id = inTransaction(factory, entities -> {
            ByUuid entity = new ByUuid();
            entity.name = "red";
            entities.persist(entity);
            return entity.id;
        });
        useTransaction(
                factory,
                entities -> assertThat(entities.find(ByUuid.class, id).name).isEqualTo("red"));
    }

    @Test
    void a_table_of_ids_as_the_first_thing_in_a_transaction() {
        EntityManagerFactory factory = creating(ByTable.class);
        for (int i = 0; i < 12; i++) {
            useTransaction(factory, entities -> entities.persist(new ByTable()));
        }
        assertThat(count(factory, "by_table")).isEqualTo(12);
    }

    @Test
    void an_emulated_sequence_as_the_first_thing_in_a_transaction() {
        EntityManagerFactory factory = creating(BySequence.class);
        for (int i = 0; i < 12; i++) {
            useTransaction(factory, entities -> entities.persist(new BySequence()));
        }
        assertThat(count(factory, "by_sequence")).isEqualTo(12);
    }

    private static long count(EntityManagerFactory factory, String entity) {
        return inTransaction(
                factory,
                entities -> entities.createQuery("select count(*) from " + entity, Long.class)
                        .getSingleResult());
    }

    /** Hibernate writes the row of ids on another connection, while the thread's own transaction holds the writer. */
    @Test
    void tables_of_ids_after_a_write_in_the_same_transaction() {
        EntityManagerFactory factory = creating(ByIdentity.class, ByTable.class, BySequence.class);
        useTransaction(factory, entities -> {
            entities.persist(new ByIdentity());
            entities.flush();
            for (int i = 0; i < 12; i++) {
                entities.persist(new ByTable());
                entities.persist(new BySequence());
                entities.flush();
            }
        });
        assertThat(count(factory, "by_table")).isEqualTo(12);
        assertThat(count(factory, "by_sequence")).isEqualTo(12);
    }

    @Test
    void a_table_of_ids_after_a_read_in_the_same_transaction() {
        EntityManagerFactory factory = creating(ByTable.class);
        useTransaction(factory, entities -> {
            entities.createQuery("from by_table", ByTable.class).getResultList();
            entities.persist(new ByTable());
        });
        assertThat(count(factory, "by_table")).isOne();
    }
}
