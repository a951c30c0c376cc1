package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeTokenTest {
    record Address(String street) {}

    @Test
    void a_codec_reads_what_it_names() {
        TypeToken<Map<String, List<Address>>> token = new TypeToken<>() {};
        byte[] bytes = "{\"ann\": [{\"street\": \"Elm\"}]}".getBytes(StandardCharsets.UTF_8);
        assertThat(Codec.json().decode(bytes, token.type())).isEqualTo(Map.of("ann", List.of(new Address("Elm"))));
    }

    @Test
    void tokens_of_the_same_type_are_equal() {
        TypeToken<List<Address>> token = new TypeToken<>() {};
        assertThat(token)
                .isEqualTo(new TypeToken<List<Address>>() {})
                .hasSameHashCodeAs(new TypeToken<List<Address>>() {})
                .isNotEqualTo(new TypeToken<List<String>>() {})
                .hasToString("TypeToken<java.util.List<" + Address.class.getName() + ">>");
        assertThat(new TypeToken<String>() {}.type()).isEqualTo(String.class);
    }

    private static <T> TypeToken<List<T>> ofVariable() {
        return new TypeToken<>() {};
    }

    /** A subclass of a subclass, which says nothing itself. */
    private abstract static class Between extends TypeToken<String> {}

    @Test
    @SuppressWarnings({"rawtypes", "unchecked"}) // on purpose
    void a_type_that_is_not_known_at_run_time_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(TypeTokenTest::ofVariable)
                .withMessageContaining("java.util.List<T>")
                .withMessageContaining("type variable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TypeToken() {})
                .withMessageContaining("new TypeToken<List<Order>>() {}");
        assertThatIllegalArgumentException().isThrownBy(() -> new Between() {});
    }
}
