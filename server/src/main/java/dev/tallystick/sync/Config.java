package dev.tallystick.sync;

import dev.tallystick.connection.ConnectionDefinition;
import dev.tallystick.sync.Sync.Definition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `tallystick.yaml` says, once nothing is wrong with it.
public record Config(List<ConnectionDefinition> connections, List<Entry> syncs) {
    public Config {
        connections = List.copyOf(connections);
        syncs = List.copyOf(syncs);
    }

    /// @param schedule null for a sync that only people start
    /// @param rehearsal whether the lab stands in for one of its sides
    public record Entry(Definition definition, @Nullable Schedule schedule, boolean rehearsal) {}

    /// @param config null when a problem blocks it
    public record Reading(@Nullable Config config, List<ConfigProblem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }
}
