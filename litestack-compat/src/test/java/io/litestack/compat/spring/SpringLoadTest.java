package io.litestack.compat.spring;

import io.litestack.compat.LibraryTest;
import io.litestack.compat.MixedLoad;
import org.junit.jupiter.api.Test;

class SpringLoadTest extends LibraryTest {
    @Test
    void jdbc_template_under_a_mixed_load() throws Exception {
        MixedLoad.on(dataSource()).run("JdbcTemplate", new SpringBank(dataSource()));
    }
}
