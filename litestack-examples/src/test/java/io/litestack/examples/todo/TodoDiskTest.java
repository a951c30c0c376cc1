package io.litestack.examples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.SmallDisk;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The to-do list on a disk that is full, read-only, or not there. */
@Timeout(120)
class TodoDiskTest {
    private static final List<String> WITHOUT_PRIVILEGES =
            List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search");

    @TempDir
    Path folder;

    @Test
    @Requires(Facility.MOUNT)
    void a_full_disk_loses_nothing_and_is_told_on_the_page() {
        try (SmallDisk disk = SmallDisk.mount(folder, 4_000);
                TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", disk.folder())) {
            TodoClient ann = new TodoClient(process.port());
            ann.get("/");
            disk.fillUpTo(20);
            List<String> stored = new ArrayList<>();
            HttpResponse<String> refused = addUntilRefused(ann, stored);

            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body())
                    .contains("The disk is full: nothing was changed.")
                    .contains("value=\"" + title(stored.size()) + '"');
            assertThat(ann.titles("/")).containsExactlyElementsOf(stored);

            disk.makeRoom();
            assertThat(ann.add("after").statusCode()).isEqualTo(303);
            stored.add("after");
            assertThat(ann.titles("/")).containsExactlyElementsOf(stored);
        }
    }

    /** Titles are long, so that the disk is full before the list is. */
    private static HttpResponse<String> addUntilRefused(TodoClient visitor, List<String> stored) {
        HttpResponse<String> answer = visitor.add(title(0));
        while (answer.statusCode() == 303) {
            stored.add(title(stored.size()));
            answer = visitor.add(title(stored.size()));
        }
        return answer;
    }

    private static String title(int number) {
        return number + "x".repeat(400);
    }

    @Test
    @Requires(Facility.SETPRIV)
    void a_data_folder_that_cannot_be_written_is_named() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        data.toFile().setWritable(false);
        try (TodoProcess process = new TodoProcess(WITHOUT_PRIVILEGES, folder, "--port", 0, "--data", data)) {
            assertRefused(process, data, "write");
        } finally {
            data.toFile().setWritable(true);
        }
    }

    @Test
    @Requires(Facility.SETPRIV)
    void a_database_that_cannot_be_written_is_named() throws IOException {
        Path data = folder.resolve("data");
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data)) {
            process.port();
            process.terminate();
            process.exitCode();
        }
        Path file = data.resolve("db.sqlite3");
        file.toFile().setWritable(false);
        try (TodoProcess process = new TodoProcess(WITHOUT_PRIVILEGES, folder, "--port", 0, "--data", data)) {
            assertRefused(process, file, "write");
        }
    }

    @Test
    @Requires(Facility.MOUNT)
    void a_disk_that_is_mounted_read_only_is_named() {
        try (SmallDisk disk = SmallDisk.mount(folder, 4_000)) {
            disk.makeReadOnly();
            Path data = disk.folder().resolve("todo");
            try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data)) {
                assertRefused(process, data, "ead-only");
            }
        }
    }

    @Test
    @Requires(Facility.MOUNT)
    void a_disk_without_room_for_a_first_file_is_named() {
        try (SmallDisk disk = SmallDisk.mount(folder, 4_000)) {
            disk.fillUpTo(0);
            try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", disk.folder())) {
                assertRefused(process, disk.folder(), "full");
            }
        }
    }

    @Test
    void a_data_folder_that_is_missing_is_made_with_all_above_it_for_the_owner_alone() throws IOException {
        Path data = folder.resolve("not/yet/there");
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data)) {
            process.port();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
        }
    }

    /** One sentence, which names the place and the trouble, and no stack. */
    private static void assertRefused(TodoProcess process, Path place, String trouble) {
        List<String> lines = process.rest();
        assertThat(lines).as(String.join("\n", lines)).isNotEmpty().noneMatch(it -> it.contains("\tat "));
        assertThat(lines.get(0))
                .startsWith("error: ")
                .contains(place.toString())
                .contains(trouble);
        assertThat(process.exitCode()).isEqualTo(1);
    }
}
