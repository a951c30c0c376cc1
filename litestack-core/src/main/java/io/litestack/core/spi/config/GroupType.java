package io.litestack.core.spi.config;

import io.litestack.core.spi.config.tree.ConfigNode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A group with keys of its own. */
final class GroupType<B, C> extends ConfigType<C> {
    private final ConfigBinding<B, C> binding;
    private final Supplier<B> builder;

    GroupType(ConfigBinding<B, C> binding, Supplier<B> builder) {
        this.binding = binding;
        this.builder = builder;
    }

    @Override
    @Nullable
    C read(ConfigNode node, String path, ConfigProblems problems) {
        if (node instanceof ConfigNode.Unknown) {
            return null;
        }
        if (!(node instanceof ConfigNode.Mapping group)) {
            problems.add(node.place(), path + " must be a group of keys, but is " + node.kind());
            return null;
        }
        ConfigSection section = ConfigSection.of(group, path);
        section.refuseUnknown(binding.names(), problems);
        B settings = builder.get();
        binding.apply(section, settings, problems);
        return binding.build(section, settings, problems).orElse(null);
    }

    @Override
    public String print(C value) {
        return binding.print(value);
    }

    @Override
    boolean isSecret() {
        return binding.isSecret();
    }
}
