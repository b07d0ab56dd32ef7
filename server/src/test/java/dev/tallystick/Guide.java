package dev.tallystick;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of the docs as one who follows it reads it: files to write, changes to make, commands to give, and what they
/// must print.
///
/// A block of `sh` is commands, one of `diff` a change, one of `text` lines that the commands before it print. A block
/// after a line that is nothing but a file's name in backticks is that file.
record Guide(List<Step> steps) {
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+)`");

    sealed interface Step {
        /// @param line where it stands in the page
        record Commands(int line, String text) implements Step {}

        record Change(int line, String diff) implements Step {}

        record File(int line, String path, String text) implements Step {}

        /// @param lines each of which stands somewhere in the output, in this order
        record Prints(int line, List<String> lines) implements Step {}
    }

    static Guide read(String page) {
        var steps = new ArrayList<Step>();
        var lines = page.lines().toList();
        @Nullable String file = null;
        for (int at = 0; at < lines.size(); at++) {
            var line = lines.get(at);
            if (!line.startsWith("```")) {
                var named = FILE.matcher(line);
                file = named.matches() ? named.group(1) : line.isBlank() ? file : null;
                continue;
            }
            int end = at + 1;
            while (!lines.get(end).equals("```")) {
                end++;
            }
            var text = String.join("\n", lines.subList(at + 1, end)) + "\n";
            steps.add(step(at + 1, line.substring(3), file, text));
            file = null;
            at = end;
        }
        return new Guide(List.copyOf(steps));
    }

    private static Step step(int line, String language, @Nullable String file, String text) {
        if (file != null) {
            return new Step.File(line, file, text);
        }
        return switch (language) {
            case "sh" -> new Step.Commands(line, text);
            case "diff" -> new Step.Change(line, text);
            case "text" -> new Step.Prints(line, text.lines().map(String::strip).toList());
            default ->
                throw new IllegalArgumentException("Line " + line + ": nobody can follow a block of " + language);
        };
    }

    /// All that is to be done, as one script of bash that says before each step where in the page it is.
    String script() {
        var script = new StringBuilder("""
                set -euo pipefail
                trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
                """);
        for (var step : steps) {
            switch (step) {
                case Step.Commands(int line, String text) ->
                    script.append(mark(line)).append(text);
                case Step.Change(int line, String diff) ->
                    script.append(mark(line)).append("git apply - ").append(document(diff));
                case Step.File(int line, String path, String text) ->
                    script.append(mark(line))
                            .append("mkdir -p \"$(dirname ")
                            .append(path)
                            .append(")\"\ncat > ")
                            .append(path)
                            .append(' ')
                            .append(document(text));
                case Step.Prints _ -> {
                    // It says what the commands before it print.
                }
            }
        }
        return script.toString();
    }

    private static String document(String text) {
        return "<<'END_OF_BLOCK'\n" + text + "END_OF_BLOCK\n";
    }

    static String mark(int line) {
        return "echo '=== line " + line + "'\n";
    }

    /// What the step at this line of the page printed.
    static String printed(String output, int line) {
        var after = output.split("(?m)^=== line " + line + "$", 2);
        return after.length < 2 ? "" : after[1].split("(?m)^=== line ", 2)[0];
    }
}
