package io.litestack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Describes the machine that the bench runs on. */
final class Machine {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private Machine() {}

    static Map<String, String> describe(Path folder) throws IOException, SQLException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Processor", value(PROCESSOR, "model name") + ", " + processors());
        facts.put("Memory", memory());
        facts.put(
                "System",
                property("os.name") + " " + property("os.version") + ", " + property("os.arch") + ", files on "
                        + Files.getFileStore(folder).type());
        facts.put("Java", property("java.vm.name") + " " + property("java.vm.version"));
        facts.put("SQLite", sqliteVersion());
        return facts;
    }

    private static String processors() {
        int count = Runtime.getRuntime().availableProcessors();
        return count + (count == 1 ? " processor" : " processors");
    }

    private static String memory() throws IOException {
        String kilobytes = value(MEMORY, "MemTotal").replaceAll("\\D", "");
        return kilobytes.isEmpty()
                ? "unknown"
                : String.format(Locale.ROOT, "%.1f GiB", Long.parseLong(kilobytes) / (double) (1 << 20));
    }

    private static String value(Path file, String key) throws IOException {
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(it -> it.startsWith(key))
                    .findFirst()
                    .map(it -> it.substring(it.indexOf(':') + 1).strip())
                    .orElse("unknown");
        }
    }

    private static String sqliteVersion() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sqlite_version()")) {
            row.next();
            return row.getString(1) + ", driver " + connection.getMetaData().getDriverVersion();
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
