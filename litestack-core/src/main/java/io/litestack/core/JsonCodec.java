package io.litestack.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Jackson, without any default typing and with Jackson's own limit on depth. What was written can be read: texts and
 * numbers may be as long as those who store them let them be, and times keep their zones.
 */
final class JsonCodec implements Codec {
    static final JsonCodec INSTANCE = new JsonCodec();

    private static final int LONGEST_NUMBER = 1 << 20;

    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new JavaTimeModule())
            .build();

    /** To look a class up among all types takes as long as to read a small object of it. */
    private final ClassValue<ObjectReader> readers = new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
            return mapper.readerFor(type);
        }
    };

    private JsonCodec() {}

    @Override
    public byte[] encode(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new CodecException("cannot write a " + value.getClass().getName() + " as JSON: " + reason(e), e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // Jackson returns what it was asked for, boxed if that is a primitive
    public <T> T decode(byte[] bytes, Class<T> type) {
        return (T) read(bytes, readers.get(type), type);
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        return type instanceof Class<?> plain
                ? decode(bytes, plain)
                : read(bytes, mapper.readerFor(mapper.constructType(type)), type);
    }

    @Override
    public void prepare(Type type) {
        JavaType java = mapper.constructType(type);
        try {
            mapper.writerFor(java);
            mapper.readerFor(java);
        } catch (RuntimeException e) {
            // whoever writes or reads one gets an error
        }
    }

    private Object read(byte[] bytes, ObjectReader reader, Type type) {
        try {
            @Nullable Object value = reader.readValue(bytes);
            if (value == null) {
                throw new CodecException("cannot read a " + nameOf(type) + ": the JSON is null", null);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new CodecException(
                    "cannot read a " + nameOf(type) + " from " + bytes.length + " bytes of JSON: " + reason(e)
                            + placeOf(e),
                    e);
        } catch (IOException e) {
            throw new CodecException("cannot read a " + nameOf(type) + ": " + e.getMessage(), e);
        }
    }

    private String nameOf(Type type) {
        return mapper.constructType(type).toCanonical();
    }

    /** On the module path Jackson may look into a class only if its module lets it; its own words hide that well. */
    private static String reason(JsonProcessingException e) {
        Class<?> type =
                e instanceof InvalidDefinitionException it ? it.getType().getRawClass() : Object.class;
        Module module = type.getModule();
        boolean isClosed = type != Object.class
                && module.isNamed()
                && !module.isOpen(type.getPackageName(), ObjectMapper.class.getModule());
        return isClosed
                ? "let module " + module.getName() + " open the package " + type.getPackageName()
                        + " to com.fasterxml.jackson.databind"
                : e.getOriginalMessage();
    }

    /** What breaks one of Jackson's own limits has no place. */
    private static String placeOf(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at " + e.getLocation().offsetDescription();
    }
}
