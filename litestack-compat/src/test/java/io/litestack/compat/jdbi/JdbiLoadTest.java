package io.litestack.compat.jdbi;

import io.litestack.compat.LibraryTest;
import io.litestack.compat.MixedLoad;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class JdbiLoadTest extends LibraryTest {
    @Test
    void jdbi_under_a_mixed_load() throws Exception {
        MixedLoad.on(dataSource()).run("Jdbi", new JdbiBank(Jdbi.create(dataSource())));
    }
}
