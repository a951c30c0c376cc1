package io.litestack.compat.hibernate;

import io.litestack.compat.Bank;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** The bank in entities, with versions. */
final class HibernateBank implements Bank {
    private final EntityManagerFactory factory;

    HibernateBank(EntityManagerFactory factory) {
        this.factory = factory;
    }

    /** An account. */
    @Entity
    @Table(name = "account")
    static class Account {
        @Id
        long id;

        String owner;
        long balance;

        @Version
        long version;
    }

    /** A change of a balance. */
    @Entity
    @Table(name = "entry")
    static class Entry {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Account account;

        long amount;

        String note;
    }

    @Override
    public void transfer(Transfer transfer) {
        // The accounts are read before anything is written, as applications do it.
        factory.runInTransaction(entities -> {
            Account from = entities.find(Account.class, transfer.from());
            Account to = entities.find(Account.class, transfer.to());
            change(entities, from, -transfer.amount());
            change(entities, to, transfer.amount());
        });
    }

    private static void change(EntityManager entities, Account account, long amount) {
        account.balance += amount;
        Entry entry = new Entry();
        entry.account = account;
        entry.amount = amount;
        entities.persist(entry);
    }

    @Override
    public long balance(long account) {
        try (EntityManager entities = factory.createEntityManager()) {
            return entities.find(Account.class, account).balance;
        }
    }
}
