package dev.tallystick.sync;

import dev.tallystick.connection.ConnectionDefinition;
import dev.tallystick.sync.Sync.Definition;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `tallystick.yaml` says, once nothing is wrong with it.
public record Config(List<ConnectionDefinition> connections, List<Entry> syncs, List<SyncGroup> groups) {
    public Config {
        connections = List.copyOf(connections);
        syncs = List.copyOf(syncs);
        groups = List.copyOf(groups);
    }

    /// @param schedule null for a sync that only people start
    /// @param rehearsal whether the lab stands in for one of its sides
    public record Entry(Definition definition, @Nullable Schedule schedule, boolean rehearsal) {}

    /// @param config null when a problem blocks it
    /// @param files what was read beside the file itself
    public record Reading(@Nullable Config config, List<ConfigProblem> problems, Set<Path> files) {
        public Reading {
            problems = List.copyOf(problems);
            files = Set.copyOf(files);
        }
    }
}
