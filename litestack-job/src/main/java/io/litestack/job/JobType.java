package io.litestack.job;

import io.litestack.core.TypeToken;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a kind of job and the class of its payload. The name is what is stored, so classes may be renamed and moved
 * freely; a name that changes keeps its old one as an alias. Immutable; make one with {@link #of(String, Class)}, usually as a
 * constant.
 *
 * <pre>{@code
 * static final JobType<SendMail> SEND_MAIL = JobType.of("send-mail", SendMail.class);
 * }</pre>
 *
 * @param name 1 to 128 letters, digits and {@code _ . : -}; unique within a queue's file
 * @param payload the payload's class, or its generic type; a record is best
 * @param aliases former names under which jobs may still be stored
 * @param defaults how its jobs are enqueued as far as the call does not say it: what the call leaves as in {@link
 *     EnqueueOptions#standard} is as here. Default {@code EnqueueOptions.standard()}.
 * @param <P> the payload's class
 */
@SuppressWarnings("UnusedTypeParameter") // it ties payload and handler together
public record JobType<P>(String name, Type payload, List<String> aliases, EnqueueOptions defaults) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    /**
     * Checks the names.
     *
     * @param name see above
     * @param payload see above
     * @param aliases see above
     * @param defaults see above
     * @throws IllegalArgumentException if a name has other characters or another length
     */
    public JobType {
        checkName("type", name);
        aliases = List.copyOf(aliases);
        aliases.forEach(it -> checkName("alias", it));
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(defaults, "defaults");
    }

    /**
     * Makes a type.
     *
     * @param name its name
     * @param payload the payload's class
     * @param <P> the payload's class
     * @return the type
     * @throws IllegalArgumentException if the name has other characters or another length
     */
    public static <P> JobType<P> of(String name, Class<P> payload) {
        return new JobType<>(name, payload, List.of(), EnqueueOptions.standard());
    }

    /**
     * Makes a type whose payload is of a generic type:
     *
     * <pre>{@code
     * static final JobType<List<Address>> NOTIFY = JobType.of("notify", new TypeToken<>() {});
     * }</pre>
     *
     * @param name its name
     * @param payload the payload's type
     * @param <P> the payload's type
     * @return the type
     * @throws IllegalArgumentException if the name has other characters or another length
     */
    public static <P> JobType<P> of(String name, TypeToken<P> payload) {
        return new JobType<>(name, payload.type(), List.of(), EnqueueOptions.standard());
    }

    /**
     * Returns this type with former names: jobs stored under them are run by its handler.
     *
     * @param names the former names; they replace those that this one has
     * @return a type of the same name
     * @throws IllegalArgumentException if a name has other characters or another length
     */
    public JobType<P> withAliases(String... names) {
        return new JobType<>(name, payload, List.of(names), defaults);
    }

    /**
     * Returns this type with defaults: its queue, its priority, its number of attempts, its limit and the like. Whoever enqueues
     * one of its jobs needs to know none of it.
     *
     * <pre>{@code
     * static final JobType<SendMail> SEND_MAIL = JobType.of("send-mail", SendMail.class)
     *         .withDefaults(EnqueueOptions.onQueue("mail").withMaxAttempts(3));
     * }</pre>
     *
     * @param options how its jobs are enqueued as far as the call does not say it
     * @return a type of the same name
     */
    public JobType<P> withDefaults(EnqueueOptions options) {
        return new JobType<>(name, payload, aliases, options);
    }

    /**
     * Completes the options of a call by the defaults.
     *
     * @param options what the call says
     * @return the options, and the defaults where they are as in {@link EnqueueOptions#standard}
     */
    public EnqueueOptions complete(EnqueueOptions options) {
        return options.over(defaults);
    }

    /** The rule for every name that is stored. */
    static void checkName(String what, String name) {
        problemWithName(what, name).ifPresent(it -> {
            throw new IllegalArgumentException(it);
        });
    }

    static Optional<String> problemWithName(String what, String name) {
        return NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("the name of a " + what + " must be 1 to 128 letters, digits and _ . : -, but is \""
                        + shortened(name) + '"');
    }

    static String shortened(String name) {
        return name.length() > 200 ? name.substring(0, 200) + '…' : name;
    }
}
