package dev.tallystick.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "approve",
        description = "Let a held run apply its plan. At a first match, choose with --differing, --left-alone and"
                + " --right-alone: the plan that comes of it is shown, and approved with --yes or when you type yes.")
final class ApproveCommand extends ClientCommand {
    @Parameters(paramLabel = "RUN", description = "The run's number.")
    long run;

    @Option(names = "--hash", paramLabel = "HASH", description = "The plan that was looked at; any other is refused.")
    String hash = "";

    @Option(names = "--wait", description = "Wait for the end; the exit code says how it went.")
    boolean wait;

    @Option(
            names = "--differing",
            paramLabel = "SIDE",
            description = "At a first match, where both sides say different things: left, right or inbox.")
    String differing = "";

    @Option(names = "--left-alone", paramLabel = "WORD", description = "Rows only on the left: create or leave.")
    String leftAlone = "";

    @Option(names = "--right-alone", paramLabel = "WORD", description = "Rows only on the right: create or leave.")
    String rightAlone = "";

    @Option(names = "--yes", description = "Approve the plan of a first match without asking again.")
    boolean yes;

    ApproveCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        if (!differing.isEmpty() || !leftAlone.isEmpty() || !rightAlone.isEmpty()) {
            return chooseAndApprove(client);
        }
        return approve(client, run, hash);
    }

    private int approve(Client client, long id, String looked) {
        var plan = looked.isEmpty()
                ? client.get("/api/v1/runs/" + id).json().at("plan").at("hash").text()
                : looked;
        if (plan.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "Run " + id + " has no plan to approve.");
        }
        var answer = client.post("/api/v1/runs/" + id + "/approve", "{\"hash\":" + Json.quoted(plan) + "}");
        // The plan of a run that was replaced gets a run of its own.
        long goesOn = answer.json().at("id").number();
        if (wait) {
            return new WaitForRuns(cli, client, global().json).until(List.of(goesOn == 0 ? id : goesOn), Duration.ZERO);
        }
        if (!printedAsJson(answer)) {
            output().line(
                            goesOn == 0 || goesOn == id
                                    ? "Run " + id + " is approved and goes on."
                                    : "The plan of run " + id + " is approved; run " + goesOn + " applies it.");
        }
        return ExitCode.OK;
    }

    private int chooseAndApprove(Client client) {
        if (differing.isEmpty() || leftAlone.isEmpty() || rightAlone.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, "A first match needs all three: --differing, --left-alone and --right-alone.");
        }
        var started = client.post(
                        "/api/v1/runs/" + run + "/first-match",
                        "{\"differing\":" + Json.quoted(differing) + ",\"leftAlone\":" + Json.quoted(leftAlone)
                                + ",\"rightAlone\":" + Json.quoted(rightAlone) + "}")
                .json()
                .at("run")
                .number();
        int code = new WaitForRuns(cli, client, global().json).until(List.of(started), Duration.ZERO);
        if (code != ExitCode.HELD) {
            return code;
        }
        var shown = client.get("/api/v1/runs/" + started).json();
        if (!global().json) {
            counts(shown);
        }
        if (!yes && !typedYes()) {
            output().line("Nothing was written. See the plan with `tallystick run " + started
                    + "`, approve it with `tallystick approve " + started + "`.");
            return ExitCode.HELD;
        }
        // With the hash of what was just shown: a plan made meanwhile is another one.
        return approve(client, started, shown.at("plan").at("hash").text());
    }

    private void counts(Json shown) {
        output().line("  The plan has " + shown.at("plan").at("changes").number() + " changes.");
        for (var side : List.of("left", "right")) {
            var tally = shown.at("tally").at(side);
            if (!tally.absent()) {
                output().line("  " + side + ": " + tally.at("held").number() + " rows to write, "
                        + tally.at("conflict").number() + " in conflict, "
                        + tally.at("skipped").number()
                        + " left alone, " + tally.at("failed").number() + " that do not fit, "
                        + tally.at("unchanged").number() + " unchanged");
            }
        }
    }

    private boolean typedYes() {
        if (!output().terminal()) {
            return false;
        }
        output().line("Type yes to approve this plan:");
        try {
            // Not closed: the terminal is not ours.
            var typed = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return typed != null && typed.strip().equalsIgnoreCase("yes");
        } catch (IOException gone) {
            return false;
        }
    }
}
