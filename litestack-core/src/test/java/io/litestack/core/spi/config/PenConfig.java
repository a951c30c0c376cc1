package io.litestack.core.spi.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A configuration with a key of each type. */
public record PenConfig(
        String colour,
        int width,
        double pressure,
        boolean refillable,
        Duration dryAfter,
        long inkBytes,
        Path box,
        Tip tip,
        List<String> owners,
        Map<String, Integer> stock,
        Nib nib,
        String password) {
    public enum Tip {
        ROUND,
        VERY_FLAT
    }

    public record Nib(int size, String metal) {
        static final ConfigBinding<NibBuilder, Nib> BINDING = ConfigBinding.of(NibBuilder::build)
                .key("size", ConfigTypes.WHOLE_NUMBER, NibBuilder::size, Nib::size, "How large.")
                .key("metal", ConfigTypes.TEXT, NibBuilder::metal, Nib::metal, "Which metal.");

        public Nib {
            ConfigProblems problems = new ConfigProblems("Nib");
            problems.between("size", 1, 9, size);
            problems.throwIfAny();
        }
    }

    public static final ConfigBinding<Builder, PenConfig> BINDING = ConfigBinding.of(Builder::build)
            .key("colour", ConfigTypes.TEXT, Builder::colour, PenConfig::colour, "Its colour.")
            .key("width", ConfigTypes.WHOLE_NUMBER, Builder::width, PenConfig::width, "How wide its lines are.")
            .key("pressure", ConfigTypes.NUMBER, Builder::pressure, PenConfig::pressure, "How hard to press.")
            .key("refillable", ConfigTypes.TRUE_OR_FALSE, Builder::refillable, PenConfig::refillable, "Lasting.")
            .key("dry_after", ConfigTypes.DURATION, Builder::dryAfter, PenConfig::dryAfter, "When ink is dry.")
            .key("ink", ConfigTypes.SIZE, Builder::inkBytes, PenConfig::inkBytes, "How much ink.")
            .key("box", ConfigTypes.PATH, Builder::box, PenConfig::box, "Where it lies.")
            .key("tip", ConfigTypes.choice(Tip.class), Builder::tip, PenConfig::tip, "Its shape.")
            .key("owners", ConfigTypes.list(ConfigTypes.TEXT), Builder::owners, PenConfig::owners, "Whose it is.")
            .key("stock", ConfigTypes.map(ConfigTypes.WHOLE_NUMBER), Builder::stock, PenConfig::stock, "How many.")
            .key("nib", ConfigTypes.group(Nib.BINDING, NibBuilder::new), Builder::nib, PenConfig::nib, "The nib.")
            .key("password", ConfigTypes.SECRET, Builder::password, PenConfig::password, "Opens the box.");

    /** Reads a pen; null if something is wrong with it. */
    public static PenConfig read(ConfigSection section, ConfigProblems problems) {
        section.refuseUnknown(BINDING.names(), problems);
        Builder builder = new Builder();
        BINDING.apply(section, builder, problems);
        return BINDING.build(section, builder, problems).orElse(null);
    }

    public PenConfig {
        ConfigProblems problems = new ConfigProblems("PenConfig");
        problems.between("width", 1, 100, width);
        problems.between("inkBytes", 1, 1 << 20, inkBytes);
        problems.positive("dryAfter", dryAfter);
        if (colour.equals("invisible")) {
            problems.add("colour must be one that is seen, but is " + colour);
        }
        problems.throwIfAny();
    }

    /** Collects the settings. */
    public static final class Builder {
        private String colour = "blue";
        private int width = 5;
        private double pressure = 2.5;
        private boolean refillable;
        private Duration dryAfter = Duration.ofSeconds(30);
        private long inkBytes = 64 << 10;
        private Path box = Path.of("box");
        private Tip tip = Tip.ROUND;
        private List<String> owners = List.of();
        private Map<String, Integer> stock = Map.of();
        private Nib nib = new NibBuilder().build();
        private String password = "hunter2";

        public void colour(String value) {
            colour = value;
        }

        public void width(int value) {
            width = value;
        }

        public void pressure(double value) {
            pressure = value;
        }

        public void refillable(boolean value) {
            refillable = value;
        }

        public void dryAfter(Duration value) {
            dryAfter = value;
        }

        public void inkBytes(long value) {
            inkBytes = value;
        }

        public void box(Path value) {
            box = value;
        }

        public void tip(Tip value) {
            tip = value;
        }

        public void owners(List<String> value) {
            owners = value;
        }

        public void stock(Map<String, Integer> value) {
            stock = value;
        }

        public void nib(Nib value) {
            nib = value;
        }

        public void password(String value) {
            password = value;
        }

        public PenConfig build() {
            return new PenConfig(
                    colour, width, pressure, refillable, dryAfter, inkBytes, box, tip, owners, stock, nib, password);
        }
    }

    /** Collects the settings of a nib. */
    static final class NibBuilder {
        private int size = 3;
        private String metal = "steel";

        public void size(int value) {
            size = value;
        }

        public void metal(String value) {
            metal = value;
        }

        Nib build() {
            return new Nib(size, metal);
        }
    }
}
