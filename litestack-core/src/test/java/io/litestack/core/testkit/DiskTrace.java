package io.litestack.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process has written to some files and when it has flushed them, taken down by strace; and what those files may
 * look like after a power loss at any instant.
 *
 * <p>The rule is that of a disk that keeps its word: what was written before a flush of that file began is there once the
 * flush has ended. Everything later is there, or is not, or is there in some of its sectors, each write for itself. Renaming
 * and removing are not looked at: the files exist from the beginning.
 */
public final class DiskTrace {
    private static final int SECTOR_BYTES = 512;
    private static final String CALLS = "pwrite64,write,fsync,fdatasync,ftruncate";
    private static final Pattern BEGUN =
            Pattern.compile("(\\d+) +(\\w+)\\(\\d+<([^>]+)>(?:, (?:\"([^\"]*)\", )?(\\d+)(?:, (\\d+))?)?.*");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>.*");
    private static final long NEVER = Long.MAX_VALUE;

    private enum Kind {
        WRITE,
        TRUNCATE,
        FLUSH
    }

    /** One call; it began and ended at these lines of the trace. */
    private static final class Call {
        final Kind kind;
        final String file;
        final long offset;
        final byte[] bytes;
        final long begun;
        long ended = NEVER;

        Call(Kind kind, String file, long offset, byte[] bytes, long begun) {
            this.kind = kind;
            this.file = file;
            this.offset = offset;
            this.bytes = bytes;
            this.begun = begun;
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private long lines;

    private DiskTrace() {}

    /** The beginning of a command line whose process is traced, as far as these files are concerned. */
    public static List<String> launcher(Path trace, Path... files) {
        List<String> command = new ArrayList<>(
                List.of("strace", "-f", "-y", "-xx", "-s", "10000000", "-e", "trace=" + CALLS, "-o", trace.toString()));
        for (Path file : files) {
            command.addAll(List.of("-P", file.toString()));
        }
        return command;
    }

    /** Reads the trace of a process that has ended. */
    public static DiskTrace read(Path trace) {
        DiskTrace read = new DiskTrace();
        Map<String, Call> open = new HashMap<>();
        try (Stream<String> lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> read.take(line, open));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private void take(String line, Map<String, Call> open) {
        long now = lines++;
        Matcher resumed = RESUMED.matcher(line);
        if (resumed.matches()) {
            Call call = open.remove(resumed.group(1));
            if (call != null) {
                call.ended = now;
            }
            return;
        }
        Matcher begun = BEGUN.matcher(line);
        if (begun.matches()) {
            Call call = call(begun, now);
            calls.add(call);
            if (line.endsWith("<unfinished ...>")) {
                open.put(begun.group(1), call);
            } else {
                call.ended = now;
            }
        }
    }

    private static Call call(Matcher line, long now) {
        String file = text(line.group(3));
        byte[] bytes = line.group(4) == null ? new byte[0] : bytes(line.group(4));
        return switch (line.group(2)) {
            case "pwrite64" -> new Call(Kind.WRITE, file, Long.parseLong(line.group(6)), bytes, now);
            case "write" -> new Call(Kind.WRITE, file, 0, bytes, now);
            case "ftruncate" -> new Call(Kind.TRUNCATE, file, Long.parseLong(line.group(5)), bytes, now);
            default -> new Call(Kind.FLUSH, file, 0, bytes, now);
        };
    }

    private static String text(String maybeHex) {
        return maybeHex.startsWith("\\x") ? new String(bytes(maybeHex), StandardCharsets.UTF_8) : maybeHex;
    }

    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex, 4 * i + 2, 4 * i + 4, 16);
        }
        return bytes;
    }

    /** How many instants there are. */
    public long instants() {
        return lines;
    }

    /** How many times this file was flushed. */
    public long flushes(Path file) {
        return of(file).filter(it -> it.kind == Kind.FLUSH).count();
    }

    /** What the process had begun to say, in a file that it only appends to, by that instant. */
    public String said(Path file, long instant) {
        StringBuilder said = new StringBuilder();
        of(file).filter(it -> it.begun < instant)
                .forEach(it -> said.append(new String(it.bytes, StandardCharsets.UTF_8)));
        return said.toString();
    }

    /** Leaves in {@code image} what a power loss at that instant may have left of a file. */
    public void leave(Path file, long instant, Random fate, Path image) {
        Disk disk = new Disk();
        long flushed = lastFlush(file, instant);
        of(file).filter(it -> it.kind != Kind.FLUSH && it.begun < instant).forEach(it -> {
            if (it.ended < flushed) {
                disk.apply(it);
            } else {
                disk.applyPerhaps(it, fate);
            }
        });
        try {
            Files.write(image, disk.content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the last flush began that had ended by that instant. */
    private long lastFlush(Path file, long instant) {
        return of(file).filter(it -> it.kind == Kind.FLUSH && it.ended < instant)
                .mapToLong(it -> it.begun)
                .max()
                .orElse(-1);
    }

    private Stream<Call> of(Path file) {
        return calls.stream().filter(it -> it.file.equals(file.toString()));
    }

    /** The content of one file. */
    private static final class Disk {
        private byte[] bytes = new byte[0];
        private int size;

        void apply(Call call) {
            if (call.kind == Kind.TRUNCATE) {
                resize((int) call.offset);
            } else {
                write(call.bytes, 0, call.bytes.length, call.offset);
            }
        }

        void applyPerhaps(Call call, Random fate) {
            switch (fate.nextInt(3)) {
                case 0 -> apply(call);
                case 1 ->
                    sectors(call, from -> {
                        if (fate.nextBoolean()) {
                            write(call.bytes, from, Math.min(SECTOR_BYTES, call.bytes.length - from), call.offset);
                        }
                    });
                default -> {}
            }
        }

        private static void sectors(Call call, Consumer<Integer> each) {
            for (int from = 0; from < call.bytes.length; from += SECTOR_BYTES) {
                each.accept(from);
            }
        }

        private void write(byte[] from, int start, int count, long offset) {
            int end = (int) offset + start + count;
            if (end > size) {
                resize(end);
            }
            System.arraycopy(from, start, bytes, (int) offset + start, count);
        }

        private void resize(int newSize) {
            if (newSize > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(newSize, 2 * bytes.length));
            } else if (newSize < size) {
                Arrays.fill(bytes, newSize, size, (byte) 0);
            }
            size = newSize;
        }

        byte[] content() {
            return Arrays.copyOf(bytes, size);
        }
    }
}
