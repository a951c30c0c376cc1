package io.litestack.compat.hibernate;

import io.litestack.compat.MixedLoad;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HibernateLoadTest extends HibernateTest {
    @Test
    void hibernate_under_a_mixed_load() throws Exception {
        MixedLoad load = MixedLoad.on(dataSource());
        EntityManagerFactory factory = factory(Map.of(), HibernateBank.Account.class, HibernateBank.Entry.class);
        load.run("Hibernate", new HibernateBank(factory));
    }
}
