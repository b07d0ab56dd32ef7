package dev.tallystick.analytics;

import java.util.List;

/// What is told to Prometheus, all of it: `docs/metrics.md` has one line for each.
enum Metric {
    RUNS("tallystick_runs", Type.COUNTER, "Runs that ended, dry runs aside.", "workspace", "sync", "status"),
    RUN_SECONDS("tallystick_run_seconds", Type.COUNTER, "How long these runs took together.", "workspace", "sync"),
    ROWS_READ("tallystick_rows_read", Type.COUNTER, "Rows that these runs read.", "workspace", "sync"),
    ROWS("tallystick_rows", Type.COUNTER, "Rows by what became of them in these runs.", "workspace", "sync", "outcome"),
    DATA_AGE(
            "tallystick_data_age_seconds",
            Type.GAUGE,
            "How long ago the data were last found in agreement; absent before the first time.",
            "workspace",
            "sync"),
    PROMISE(
            "tallystick_promise_seconds",
            Type.GAUGE,
            "How old the data may get; absent where nothing is promised.",
            "workspace",
            "sync"),
    PAUSED("tallystick_sync_paused", Type.GAUGE, "1 while a sync is paused, else 0.", "workspace", "sync"),
    RUNS_OPEN("tallystick_runs_open", Type.GAUGE, "Runs that are not over.", "workspace", "status"),
    CONFLICTS("tallystick_conflicts_open", Type.GAUGE, "Conflicts that wait for a person.", "workspace", "sync"),
    ALERTS("tallystick_alerts_open", Type.GAUGE, "Alerts that are open.", "workspace", "sync", "cause"),
    MESSAGES(
            "tallystick_alert_messages",
            Type.GAUGE,
            "Messages about alerts, by what became of them: waiting, failing or given_up in the last 30 days.",
            "workspace",
            "channel",
            "state"),
    JOBS("tallystick_jobs", Type.GAUGE, "Syncs in the queue: waiting, running, late or scheduled.", "state");

    enum Type {
        COUNTER,
        GAUGE
    }

    /// As a program registers it; Prometheus writes `_total` behind a counter's.
    final String name;

    final Type type;
    final String help;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, and its type does not say so
    final List<String> labels;

    Metric(String name, Type type, String help, String... labels) {
        this.name = name;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
    }

    /// As Prometheus knows it.
    String written() {
        return type == Type.COUNTER ? name + "_total" : name;
    }
}
