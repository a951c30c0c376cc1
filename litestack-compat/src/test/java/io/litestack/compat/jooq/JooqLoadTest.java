package io.litestack.compat.jooq;

import io.litestack.compat.LibraryTest;
import io.litestack.compat.MixedLoad;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class JooqLoadTest extends LibraryTest {
    @Test
    void jooq_under_a_mixed_load() throws Exception {
        MixedLoad load = MixedLoad.on(dataSource());
        load.run("jOOQ", new JooqBank(DSL.using(dataSource(), SQLDialect.SQLITE)));
    }
}
