package io.litestack.cable;

import io.litestack.core.testkit.Contracts;
import org.junit.jupiter.api.Test;

class ContractsTest {
    @Test
    void every_contract_is_run_by_an_implementation() {
        Contracts.assertAllAreRun(ContractsTest.class);
    }
}
