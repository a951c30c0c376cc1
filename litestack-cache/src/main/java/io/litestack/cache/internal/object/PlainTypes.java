package io.litestack.cache.internal.object;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The single values that need no permission. Their tags stand in files, and are never given to anything else. */
@SuppressWarnings("JavaUtilDate") // applications store them
final class PlainTypes {
    private static final Map<Class<?>, PlainType<?>> BY_CLASS = new HashMap<>();
    private static final @Nullable PlainType<?>[] BY_TAG = new PlainType<?>[128];

    private PlainTypes() {}

    /** A type, its tag, and how it is written and read. */
    record PlainType<T>(int tag, Class<T> type, Writer<T> writer, Reader<T> reader) {
        void write(DataOutput output, Object value) throws IOException {
            output.writeByte(tag);
            writer.write(output, type.cast(value));
        }
    }

    interface Writer<T> {
        void write(DataOutput output, T value) throws IOException;
    }

    interface Reader<T> {
        T read(DataInput input) throws IOException;
    }

    static {
        List<PlainType<?>> all = new ArrayList<>();
        all.add(new PlainType<>('Z', Boolean.class, DataOutput::writeBoolean, DataInput::readBoolean));
        all.add(new PlainType<>('B', Byte.class, (output, it) -> output.writeByte(it), DataInput::readByte));
        all.add(new PlainType<>('H', Short.class, (output, it) -> output.writeShort(it), DataInput::readShort));
        all.add(new PlainType<>('C', Character.class, (output, it) -> output.writeChar(it), DataInput::readChar));
        all.add(new PlainType<>('I', Integer.class, DataOutput::writeInt, DataInput::readInt));
        all.add(new PlainType<>('L', Long.class, DataOutput::writeLong, DataInput::readLong));
        all.add(new PlainType<>('F', Float.class, DataOutput::writeFloat, DataInput::readFloat));
        all.add(new PlainType<>('D', Double.class, DataOutput::writeDouble, DataInput::readDouble));
        all.add(new PlainType<>('S', String.class, PlainTypes::writeText, PlainTypes::readText));
        all.add(new PlainType<>('[', byte[].class, PlainTypes::writeBytes, PlainTypes::readBytes));
        all.add(new PlainType<>('U', UUID.class, PlainTypes::writeUuid, it -> new UUID(it.readLong(), it.readLong())));
        all.add(new PlainType<>('T', Instant.class, PlainTypes::writeInstant, PlainTypes::readInstant));
        all.add(new PlainType<>(
                't', Date.class, (output, it) -> output.writeLong(it.getTime()), it -> new Date(it.readLong())));
        all.add(ofText('d', BigDecimal.class, BigDecimal::new));
        all.add(ofText('i', BigInteger.class, BigInteger::new));
        all.add(ofText('u', URI.class, URI::create));
        all.add(ofText('1', Duration.class, Duration::parse));
        all.add(ofText('2', LocalDate.class, LocalDate::parse));
        all.add(ofText('3', LocalTime.class, LocalTime::parse));
        all.add(ofText('4', LocalDateTime.class, LocalDateTime::parse));
        all.add(ofText('5', OffsetDateTime.class, OffsetDateTime::parse));
        all.add(ofText('6', ZonedDateTime.class, ZonedDateTime::parse));
        all.add(ofText('7', Period.class, Period::parse));
        all.add(ofText('8', ZoneOffset.class, ZoneOffset::of));
        all.add(ofText('9', ZoneId.class, ZoneId::of));
        for (PlainType<?> each : all) {
            BY_CLASS.put(each.type(), each);
            BY_TAG[each.tag()] = each;
        }
    }

    private static <T> PlainType<T> ofText(int tag, Class<T> type, Function<String, T> parser) {
        return new PlainType<>(
                tag, type, (output, it) -> writeText(output, it.toString()), input -> parser.apply(readText(input)));
    }

    /** The type of a value, or null if it is no single value. */
    static @Nullable PlainType<?> of(Class<?> type) {
        PlainType<?> found = BY_CLASS.get(type);
        return found == null && ZoneId.class.isAssignableFrom(type) ? BY_CLASS.get(ZoneId.class) : found;
    }

    static @Nullable PlainType<?> ofTag(int tag) {
        return tag >= 0 && tag < BY_TAG.length ? BY_TAG[tag] : null;
    }

    static boolean isImmutable(Class<?> type) {
        return type.isPrimitive() || (type != byte[].class && type != Date.class && of(type) != null);
    }

    /** As UTF-8, or as what it is if that cannot express it. */
    static void writeText(DataOutput output, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (new String(utf8, StandardCharsets.UTF_8).equals(text)) {
            writeBytes(output, utf8);
        } else {
            output.writeInt(-text.length());
            output.writeChars(text);
        }
    }

    static String readText(DataInput input) throws IOException {
        int length = input.readInt();
        if (length >= 0) {
            return new String(read(input, length), StandardCharsets.UTF_8);
        }
        return ByteBuffer.wrap(read(input, Math.multiplyExact(length, -2)))
                .asCharBuffer()
                .toString();
    }

    private static void writeBytes(DataOutput output, byte[] bytes) throws IOException {
        output.writeInt(bytes.length);
        output.write(bytes);
    }

    static byte[] readBytes(DataInput input) throws IOException {
        return read(input, input.readInt());
    }

    private static byte[] read(DataInput input, int length) throws IOException {
        BoundedInput.check(input, length);
        byte[] bytes = new byte[length];
        input.readFully(bytes);
        return bytes;
    }

    private static void writeUuid(DataOutput output, UUID value) throws IOException {
        output.writeLong(value.getMostSignificantBits());
        output.writeLong(value.getLeastSignificantBits());
    }

    private static void writeInstant(DataOutput output, Instant value) throws IOException {
        output.writeLong(value.getEpochSecond());
        output.writeInt(value.getNano());
    }

    private static Instant readInstant(DataInput input) throws IOException {
        return Instant.ofEpochSecond(input.readLong(), input.readInt());
    }
}
