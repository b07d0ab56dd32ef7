package dev.tallystick.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/// Collects everything that is wrong with one file, so that a person mends it in one go.
final class Findings {
    private final String file;
    private final List<ConfigProblem> problems = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    void problem(Node at, String sentence) {
        add(at.getStartMark(), true, sentence);
    }

    void problem(@Nullable Mark at, String sentence) {
        add(at, true, sentence);
    }

    void warning(Node at, String sentence) {
        add(at.getStartMark(), false, sentence);
    }

    private void add(@Nullable Mark at, boolean blocks, String sentence) {
        problems.add(
                at == null
                        ? new ConfigProblem(file, 0, 0, blocks, sentence)
                        : new ConfigProblem(file, at.getLine() + 1, at.getColumn() + 1, blocks, sentence));
    }

    /// In the order of the file.
    List<ConfigProblem> all() {
        return problems.stream()
                .sorted(Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column))
                .distinct()
                .toList();
    }
}
