package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.Litestack;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first page shows. */
class LitestackTourTest {
    record Welcome(String email) {}

    record User(long id, String email) {}

    @TempDir
    Path folder;

    private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();

    @BeforeEach
    void makeTheTable() {
        try (Litestack stack = Litestack.builder().dataFolder(folder).open()) {
            stack.db().execute("create table users(id integer primary key, email text not null unique)");
        }
    }

    private void mail(String address) {
        mails.add(address);
    }

    @Test
    void twelve_lines() throws InterruptedException {
        String email = "ann@example.org";
        // region twelve-lines
        JobType<Welcome> welcome = JobType.of("welcome", Welcome.class); // a name and a record
        try (Litestack stack = Litestack.builder().dataFolder(folder).open()) { // or just Litestack.open()
            stack.jobs().handle(welcome, (job, context) -> mail(job.email()));
            stack.start(); // workers start here

            stack.db().useTransaction(tx -> {
                tx.execute("insert into users(email) values (?)", email);
                stack.jobs().enqueue(tx, welcome, new Welcome(email)); // exists if and only if the user does
            });
            User user = stack.db()
                    .queryFirst("select * from users where email = ?", User.class, email)
                    .orElseThrow();
            // endregion
            assertThat(user.email()).isEqualTo(email);
            assertThat(mails.poll(30, TimeUnit.SECONDS)).isEqualTo(email);
        }
    }
}
