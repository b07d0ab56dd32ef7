package dev.tallystick.syncjob;

import dev.tallystick.connector.SettingValues;
import java.time.Clock;
import java.util.Optional;

/// What one run of a job is handed.
public interface JobRun {

    /// Whose data it is, and which connection: stable, without any secret.
    String owner();

    /// What a person filled in, secrets in the clear.
    SettingValues settings();

    /// What the last run said in [Outcome.Changes] or [Outcome.Everything], if all that it handed on was written or
    /// named as failed; empty to fetch everything.
    Optional<String> checkpoint();

    /// The time to go by.
    Clock clock();

    /// Calls to the outside, guarded and within the budget.
    JobHttp http();

    /// Takes the rows.
    RowWriter rows();

    /// A line for the log of the run, in plain words and without secrets.
    void log(String sentence);

    /// True once the run should end soon; [#http] and [#rows] then end it by themselves, so only what takes long
    /// without either needs to ask.
    boolean stopping();
}
