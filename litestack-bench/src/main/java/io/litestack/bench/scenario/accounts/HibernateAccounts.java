package io.litestack.bench.scenario.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.community.dialect.SQLiteDialect;

/** Hibernate with two entities; reads outside of transactions, which takes no writer on either side. */
final class HibernateAccounts implements Accounts {
    /** An account. */
    @Entity(name = "Account")
    @Table(name = "account")
    static class Account {
        @Id
        long id;

        String owner = "";
        long balance;
    }

    /** An entry of the ledger. */
    @Entity(name = "LedgerEntry")
    @Table(name = "entry")
    static class LedgerEntry {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        long id;

        @Column(name = "account_id")
        long accountId;

        long amount;
        String note = "";
    }

    private final SessionFactory sessions;

    HibernateAccounts(DataSource source) {
        Configuration configuration = new Configuration();
        configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, source);
        configuration.setProperty(JdbcSettings.DIALECT, SQLiteDialect.class.getName());
        configuration.addAnnotatedClass(Account.class);
        configuration.addAnnotatedClass(LedgerEntry.class);
        sessions = configuration.buildSessionFactory();
    }

    @Override
    public long balance(long id) {
        try (Session session = sessions.openSession()) {
            return session.find(Account.class, id).balance;
        }
    }

    @Override
    public List<Entry> newest(long id) {
        try (Session session = sessions.openSession()) {
            return session
                    .createSelectionQuery("from LedgerEntry where accountId = :id order by id desc", LedgerEntry.class)
                    .setParameter("id", id)
                    .setMaxResults(NEWEST)
                    .getResultList()
                    .stream()
                    .map(it -> new Entry(it.id, it.amount, it.note))
                    .toList();
        }
    }

    @Override
    public void transfer(long from, long to, long amount) {
        sessions.inTransaction(session -> {
            add(session, from, -amount);
            add(session, to, amount);
        });
    }

    private static void add(Session session, long id, long amount) {
        session.find(Account.class, id).balance += amount;
        LedgerEntry entry = new LedgerEntry();
        entry.accountId = id;
        entry.amount = amount;
        entry.note = JdbcAccounts.NOTE;
        session.persist(entry);
    }

    @Override
    public void close() {
        sessions.close();
    }
}
