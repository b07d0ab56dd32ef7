package dev.tallystick.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Follows runs until none of them works any more: a bar on a terminal, a line for each phase in a pipe.
final class WaitForRuns {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int BAR_WIDTH = 30;

    private final Cli cli;
    private final Client client;
    private final Output output;
    private final boolean json;
    private final Map<Long, String> said = new LinkedHashMap<>();

    WaitForRuns(Cli cli, Client client, boolean json) {
        this.cli = cli;
        this.client = client;
        this.output = cli.output();
        this.json = json;
    }

    /// @param limit zero to wait as long as it takes
    int until(List<Long> runs, Duration limit) {
        var goodbye = new Thread(() -> interrupted(runs));
        Runtime.getRuntime().addShutdownHook(goodbye);
        try {
            int code = ExitCode.OK;
            var waited = Duration.ZERO;
            var open = new ArrayList<>(runs);
            while (!open.isEmpty()) {
                for (var run : List.copyOf(open)) {
                    var answer = client.get("/api/v1/runs/" + run);
                    if (ended(answer.json())) {
                        open.remove(run);
                        code = ExitCode.gravest(code, report(answer));
                    } else if (!json) {
                        progress(answer.json());
                    }
                }
                if (open.isEmpty()) {
                    break;
                }
                if (!limit.isZero() && waited.compareTo(limit) >= 0) {
                    output.error(goesOn(open));
                    return ExitCode.STILL_RUNNING;
                }
                cli.pause().of(BETWEEN_LOOKS);
                waited = waited.plus(BETWEEN_LOOKS);
            }
            return code;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            output.error(goesOn(runs));
            return ExitCode.STILL_RUNNING;
        } finally {
            forget(goodbye);
        }
    }

    private void interrupted(List<Long> runs) {
        output.error((output.terminal() ? "\n" : "") + goesOn(runs));
        // The JVM would end with 130, which says nothing about the run.
        Runtime.getRuntime().halt(ExitCode.STILL_RUNNING);
    }

    private static void forget(Thread goodbye) {
        try {
            Runtime.getRuntime().removeShutdownHook(goodbye);
        } catch (IllegalStateException endingAlready) {
            // Ctrl-C came in this very moment; the hook says its sentence.
            return;
        }
    }

    static String goesOn(List<Long> runs) {
        var first = runs.getFirst();
        return runs.size() == 1
                ? "Stopped waiting; run " + first + " goes on. See it with `tallystick run " + first
                        + "`, stop it with `tallystick cancel " + first + "`."
                : "Stopped waiting; " + runs.size() + " runs go on. See them with `tallystick runs`.";
    }

    static boolean ended(Json run) {
        return switch (run.at("status").text()) {
            case "pending", "running" -> false;
            default -> true;
        };
    }

    private void progress(Json run) {
        var id = run.at("id").number();
        if (output.terminal()) {
            output.redraw(run.at("sync").text() + "  " + bar(run));
            return;
        }
        var phase = run.at("status").text().equals("pending") ? "waits" : phaseWord(run);
        if (!phase.equals(said.put(id, phase))) {
            output.line("Run " + id + " of " + run.at("sync").text() + " " + phase + ".");
        }
    }

    private static String phaseWord(Json run) {
        return switch (run.at("phase").text()) {
            case "observe" -> "reads";
            case "plan" -> "plans";
            case "apply" -> "writes";
            default -> "starts";
        };
    }

    static String bar(Json run) {
        var progress = run.at("progress");
        boolean applying = run.at("phase").text().equals("apply");
        long done = progress.at(applying ? "applied" : "read").number();
        long total = progress.at(applying ? "planned" : "total").number();
        if (total <= 0) {
            return phaseWord(run) + ", " + done + " rows";
        }
        int filled = (int) Math.min(BAR_WIDTH, done * BAR_WIDTH / total);
        return "[" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "] " + phaseWord(run) + " " + done + " of "
                + total;
    }

    private int report(Client.Answer answer) {
        var run = answer.json();
        if (json) {
            output.line(answer.body());
        } else {
            if (output.terminal()) {
                output.redraw("");
            }
            describe(output, run);
        }
        return exitCode(run);
    }

    /// One run in a few lines: how it ended, what it did, what to do.
    static void describe(Output output, Json run) {
        var rehearsal = run.at("rehearsal").truth() ? " (rehearsal)" : "";
        output.line("Run " + run.at("id").number() + " of " + run.at("sync").text() + rehearsal + ": "
                + run.at("status").text()
                + (run.at("sentence").text().isEmpty()
                        ? ""
                        : ". " + run.at("sentence").text()));
        var held = run.at("held");
        if (!held.absent()) {
            output.line("  held: " + held.at("detail").text());
            output.line("  approve it with `tallystick approve " + run.at("id").number() + "`");
        }
        var problem = run.at("problem");
        if (!problem.absent()) {
            output.line("  " + problem.at("sentence").text());
            if (!problem.at("action").text().isEmpty()) {
                output.line("  " + problem.at("action").text());
            }
        }
    }

    static int exitCode(Json run) {
        return switch (run.at("status").text()) {
            case "succeeded" -> ExitCode.OK;
            case "partial" -> ExitCode.PARTIAL;
            case "held" -> ExitCode.HELD;
            case "pending", "running" -> ExitCode.STILL_RUNNING;
            default -> ExitCode.FAILED;
        };
    }
}
