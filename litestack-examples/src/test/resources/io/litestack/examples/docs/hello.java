import io.litestack.Litestack;
import io.litestack.job.JobType;
import java.util.concurrent.CompletableFuture;

public class Hello {
    record User(long id, String email) {}

    record Welcome(String email) {}

    public static void main(String[] args) {
        JobType<Welcome> welcome = JobType.of("welcome", Welcome.class); // a name and a record
        CompletableFuture<String> mailed = new CompletableFuture<>();
        try (Litestack stack = Litestack.open()) { // its files in data/development, migrated
            stack.jobs().handle(welcome, (job, context) -> mailed.complete(job.email()));
            stack.start(); // workers start here

            stack.db().useWrite(tx -> {
                tx.execute("insert into users(email) values (?)", "ann@example.org");
                stack.jobs().enqueue(tx, welcome, new Welcome("ann@example.org")); // exists if and only if the user does
            });
            System.out.println(stack.db().query("select * from users", User.class));
            System.out.println("mailed to " + mailed.join());
        }
    }
}
