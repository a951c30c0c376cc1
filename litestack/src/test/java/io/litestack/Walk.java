package io.litestack;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which of our files a program passes, in the order in which it enters them: it runs in a JVM of its own, which is asked for the entry
 * of each method between two marks. Accessors do not count, and of a file that calls itself only the entry does.
 */
final class Walk {
    /** As long as {@code return this.record.field}. */
    private static final int ACCESSOR_BYTES = 8;

    /** Threads that go about a work of their own at the same time. */
    private static final Pattern BESIDE =
            Pattern.compile(".*-(maintenance|watchdog|readers|poller|jobs-heartbeat|housekeeper)-\\d+|.*-peers-.*");

    private final Map<String, Integer> entries = new LinkedHashMap<>();
    private final Map<Method, Boolean> accessors = new HashMap<>();
    private final Map<String, String> lastByThread = new HashMap<>();
    private final VirtualMachine machine;
    private final MethodEntryRequest entered;

    private Walk(VirtualMachine machine) {
        this.machine = machine;
        entered = machine.eventRequestManager().createMethodEntryRequest();
        entered.addClassFilter("io.litestack.*");
        entered.setSuspendPolicy(EventRequest.SUSPEND_NONE);
    }

    /** Follows a program to its end. */
    static Walk of(Class<?> main, String what, Path folder) throws Exception {
        Walk walk = new Walk(launch(main, what, folder));
        ClassPrepareRequest loaded = walk.machine.eventRequestManager().createClassPrepareRequest();
        loaded.addClassFilter(main.getName());
        loaded.enable();
        try {
            walk.follow();
        } catch (VMDisconnectedException e) {
            // it has ended
        }
        return walk;
    }

    private static VirtualMachine launch(Class<?> main, String what, Path folder) throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("main").setValue(main.getName() + " " + what + " " + folder);
        arguments
                .get("options")
                .setValue("-cp " + System.getProperty("java.class.path") + " --enable-native-access=ALL-UNNAMED");
        VirtualMachine machine = connector.launch(arguments);
        drain(machine.process().getInputStream());
        drain(machine.process().getErrorStream());
        return machine;
    }

    private static void drain(InputStream stream) {
        Thread thread = new Thread(() -> {
            try (stream) {
                stream.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // the program has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() throws InterruptedException {
        while (true) {
            EventSet events = machine.eventQueue().remove();
            for (Event event : events) {
                if (event instanceof VMDisconnectEvent) {
                    return;
                }
                take(event);
            }
            events.resume();
        }
    }

    private void take(Event event) {
        if (event instanceof ClassPrepareEvent loaded) {
            mark(loaded.referenceType(), "begin");
            mark(loaded.referenceType(), "end");
        } else if (event instanceof BreakpointEvent mark) {
            entered.setEnabled(mark.location().method().name().equals("begin"));
        } else if (event instanceof MethodEntryEvent entry) {
            record(entry.method(), entry.thread().name());
        }
    }

    private void mark(ReferenceType program, String method) {
        machine.eventRequestManager()
                .createBreakpointRequest(program.methodsByName(method).get(0).location())
                .enable();
    }

    private void record(Method method, String thread) {
        String file = fileOf(method.declaringType().name());
        if (!file.equals(WalkedProgram.class.getName())
                && !BESIDE.matcher(thread).matches()
                && !isAccessor(method)
                && !file.equals(lastByThread.put(thread, file))) {
            entries.merge(file, 1, Integer::sum);
        }
    }

    private boolean isAccessor(Method method) {
        return accessors.computeIfAbsent(
                method, it -> !it.isConstructor() && !it.isAbstract() && it.bytecodes().length <= ACCESSOR_BYTES);
    }

    /** Classes within one stand in its file. */
    private static String fileOf(String type) {
        int inner = type.indexOf('$');
        return inner < 0 ? type : type.substring(0, inner);
    }

    /** The files, in the order of their first entries. */
    List<String> files() {
        return new ArrayList<>(entries.keySet());
    }

    @Override
    public String toString() {
        return entries.entrySet().stream()
                .map(it -> it.getKey() + (it.getValue() == 1 ? "" : " (entered " + it.getValue() + " times)"))
                .collect(Collectors.joining("\n  ", entries.size() + " files:\n  ", "\n"));
    }
}
