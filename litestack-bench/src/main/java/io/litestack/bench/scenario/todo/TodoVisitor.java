package io.litestack.bench.scenario.todo;

import io.litestack.bench.scenario.todo.PageClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A visitor with a list of about twenty entries, who looks more often than he writes. Used by one thread. */
final class TodoVisitor implements AutoCloseable {
    private static final double LOOKS = 0.7;
    private static final int FEWEST = 10;
    private static final int MOST = 30;
    private static final String ENTRY = "data-id=\"";
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]*)\"");

    private final PageClient client;
    private final String token;
    private final Random random;
    private final List<Long> ids = new ArrayList<>();
    private int entries;
    private boolean isUnsure;

    TodoVisitor(int port, long seed) throws IOException {
        client = new PageClient(port);
        random = new Random(seed);
        client.setCookie(client.get("/").cookie());
        token = "token=" + token(client.get("/").body());
    }

    private static String token(String page) {
        Matcher matcher = TOKEN.matcher(page);
        if (!matcher.find()) {
            throw new IllegalStateException("no form in " + page);
        }
        return matcher.group(1);
    }

    /** Looks at the list, or adds, ticks off or deletes an entry. */
    void act() throws IOException {
        if (random.nextDouble() < LOOKS || (ids.isEmpty() && entries > 0)) {
            look();
            return;
        }
        int action = random.nextInt(3);
        if (entries < FEWEST || (action == 0 && entries < MOST)) {
            add("Something that should be done some day, number " + entries);
        } else if (ids.isEmpty()) {
            look();
        } else if (action == 1) {
            post("/todos/" + ids.get(random.nextInt(ids.size())) + "/toggle", "");
        } else {
            delete();
        }
    }

    /** Looks at the list, and knows its entries. Returns how many there are. */
    int look() throws IOException {
        Answer page = client.get("/");
        if (page.status() != 200) {
            throw new IOException("the page came with status " + page.status());
        }
        readIds(page.body());
        if (!isUnsure && ids.size() != entries) {
            throw new IllegalStateException("the list has " + ids.size() + " entries instead of " + entries);
        }
        entries = ids.size();
        isUnsure = false;
        return entries;
    }

    private void readIds(String page) {
        ids.clear();
        int end;
        for (int at = page.indexOf(ENTRY); at >= 0; at = page.indexOf(ENTRY, end)) {
            end = page.indexOf('"', at + ENTRY.length());
            ids.add(Long.parseLong(page.substring(at + ENTRY.length(), end)));
        }
    }

    /** Adds an entry. */
    void add(String title) throws IOException {
        post("/todos", "&title=" + title.replace(' ', '+'));
        entries++;
    }

    private void delete() throws IOException {
        post("/todos/" + ids.get(0) + "/delete", "");
        ids.remove(0);
        entries--;
    }

    private void post(String path, String fields) throws IOException {
        Answer answer = client.post(path, token + fields);
        if (answer.status() != 303) {
            isUnsure = true;
            throw new IOException(path + " came with status " + answer.status());
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
