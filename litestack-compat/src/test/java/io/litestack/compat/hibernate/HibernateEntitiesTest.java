package io.litestack.compat.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.OrderBy;
import jakarta.persistence.RollbackException;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entities that refer to one another, and to what many threads do with one. */
class HibernateEntitiesTest extends HibernateTest {
    /** Has books. */
    @Entity(name = "author")
    static class Author {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @Version
        long version;

        @OneToMany(mappedBy = "author", cascade = CascadeType.ALL, orphanRemoval = true)
        @OrderBy("title")
        List<Book> books = new ArrayList<>();

        @ElementCollection
        Set<String> languages = new HashSet<>();

        Author() {}

        Author(String name) {
            this.name = name;
        }

        void wrote(String title, Tag... tags) {
            Book book = new Book();
            book.title = title;
            book.author = this;
            book.tags.addAll(List.of(tags));
            books.add(book);
        }
    }

    /** Has an author and tags. */
    @Entity(name = "book")
    static class Book {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Author author;

        @ManyToMany(cascade = CascadeType.PERSIST)
        Set<Tag> tags = new HashSet<>();
    }

    /** Is on many books. */
    @Entity(name = "tag")
    static class Tag {
        @Id
        String name;

        Tag() {}

        Tag(String name) {
            this.name = name;
        }
    }

    private EntityManagerFactory factory;
    private long ann;

    @BeforeEach
    void write() {
        factory = creating(Author.class, Book.class, Tag.class);
        ann = inTransaction(factory, entities -> {
            Tag sea = new Tag("sea");
            Author author = new Author("Ann");
            author.languages.addAll(Set.of("fr", "en"));
            author.wrote("Waves", sea);
            author.wrote("Tides", sea, new Tag("moon"));
            entities.persist(author);
            return author.id;
        });
    }

    @Test
    void collections_and_joins() {
        useTransaction(factory, entities -> {
            Author author = entities.find(Author.class, ann);
            assertThat(author.books).extracting(it -> it.title).containsExactly("Tides", "Waves");
            assertThat(author.languages).containsExactlyInAnyOrder("en", "fr");
            assertThat(entities.createQuery(
                                    "select b.title from book b join b.tags t where t.name = 'moon'", String.class)
                            .getResultList())
                    .containsExactly("Tides");
            assertThat(entities.createQuery("from book b join fetch b.author order by b.title", Book.class)
                            .setFirstResult(1)
                            .setMaxResults(1)
                            .getResultList())
                    .extracting(it -> it.title)
                    .containsExactly("Waves");
        });
    }

    @Test
    void an_orphan_is_removed() {
        useTransaction(
                factory, entities -> entities.find(Author.class, ann).books.remove(0));
        assertThat(titles()).containsExactly("Waves");
    }

    private List<String> titles() {
        return inTransaction(
                factory,
                entities -> entities.createQuery("select title from book order by title", String.class)
                        .getResultList());
    }

    @Test
    void criteria_and_native_queries() {
        useTransaction(factory, entities -> {
            var builder = entities.getCriteriaBuilder();
            var query = builder.createQuery(Book.class);
            var book = query.from(Book.class);
            query.where(builder.like(book.get("title"), "W%"));
            assertThat(entities.createQuery(query).getSingleResult().title).isEqualTo("Waves");
            assertThat(entities.createNativeQuery("select * from book where title = ?", Book.class)
                            .setParameter(1, "Tides")
                            .getSingleResult())
                    .isInstanceOf(Book.class);
        });
    }

    @Test
    void who_changes_what_has_changed_is_refused() {
        try (EntityManager first = factory.createEntityManager()) {
            Author stale = first.find(Author.class, ann);
            useTransaction(factory, entities -> entities.find(Author.class, ann).name = "Anna");
            first.getTransaction().begin();
            stale.name = "Anne";
            assertThatThrownBy(() -> first.getTransaction().commit())
                    .isInstanceOf(RollbackException.class)
                    .hasCauseInstanceOf(OptimisticLockException.class);
        }
        useTransaction(
                factory,
                entities -> assertThat(entities.find(Author.class, ann).name).isEqualTo("Anna"));
    }

    @Test
    void a_lock_of_a_row_is_that_of_the_file() {
        useTransaction(factory, entities -> {
            Author author = entities.find(Author.class, ann, LockModeType.PESSIMISTIC_WRITE);
            author.name = "Anna";
        });
        useTransaction(factory, entities -> {
            Author author = entities.find(Author.class, ann, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
            assertThat(author.version).isEqualTo(2);
        });
    }

    @Test
    void a_savepoint_undoes_a_part() {
        useTransaction(factory, entities -> {
            entities.unwrap(Session.class).doWork(connection -> {
                var savepoint = connection.setSavepoint();
                try (var statement = connection.createStatement()) {
                    statement.executeUpdate("delete from book_tag");
                }
                connection.rollback(savepoint);
                connection.releaseSavepoint(connection.setSavepoint("named"));
            });
            entities.find(Author.class, ann).name = "Anna";
        });
        useTransaction(factory, entities -> {
            Author author = entities.find(Author.class, ann);
            assertThat(author.name).isEqualTo("Anna");
            assertThat(author.books.get(0).tags).hasSize(2);
        });
    }

    @Test
    void outside_of_a_transaction_entities_are_read() {
        try (EntityManager entities = factory.createEntityManager()) {
            Author author = entities.find(Author.class, ann);
            assertThat(author.books).hasSize(2);
            assertThat(author.languages).hasSize(2);
        }
    }
}
