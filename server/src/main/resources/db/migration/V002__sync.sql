-- What a person set up: connections, syncs and their schedules. Runs and what they leave behind come in V003.

CREATE TABLE connection (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id       bigint      NOT NULL REFERENCES workspace (id),
    name               text        NOT NULL,
    connector          text        NOT NULL,
    title              text        NOT NULL,
    settings           jsonb       NOT NULL,                       -- as written, references such as ${PARTNER_URL} included; no secret
    resolved           jsonb       NOT NULL,                       -- the same with references replaced and files read; no secret
    sealed             jsonb       NOT NULL DEFAULT '{}',          -- path of a secret setting -> sealed value, base64
    allow              jsonb       NOT NULL DEFAULT '[]',          -- private addresses this connection may reach
    lab                text,                                       -- the lab service that may stand in (rehearsal: lab.x)
    rehearsal          boolean     NOT NULL DEFAULT false,         -- that it does stand in now
    config_fingerprint text        NOT NULL,
    revision           integer     NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    removed_at         timestamptz,
    UNIQUE (workspace_id, name),
    UNIQUE (workspace_id, id)
);

-- A live sync and its rehearsal are two rows with one name, so they share no pair, no cursor and no run.
-- At most one of the two is in force.
CREATE TABLE sync (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id        bigint      NOT NULL REFERENCES workspace (id),
    name                text        NOT NULL,
    rehearsal           boolean     NOT NULL DEFAULT false,
    title               text        NOT NULL,
    definition          jsonb       NOT NULL,
    mapping_fingerprint text        NOT NULL,
    paused              boolean     NOT NULL DEFAULT false,
    paused_reason       text,
    owner_id            bigint      REFERENCES person (id),
    revision            integer     NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    removed_at          timestamptz,
    UNIQUE (workspace_id, name, rehearsal),
    UNIQUE (workspace_id, id)
);
CREATE UNIQUE INDEX sync_in_force ON sync (workspace_id, name) WHERE removed_at IS NULL;

CREATE TABLE schedule (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id   bigint      NOT NULL REFERENCES workspace (id),
    sync_id        bigint      NOT NULL UNIQUE,
    cron           text,
    every_seconds  bigint CHECK (every_seconds > 0),
    zone           text        NOT NULL,
    missed_run     text        NOT NULL CHECK (missed_run IN ('skip', 'once')),
    jitter_seconds bigint      NOT NULL DEFAULT 0 CHECK (jitter_seconds >= 0),
    dst            text        NOT NULL DEFAULT 'once' CHECK (dst IN ('once', 'skip')),
    paused         boolean     NOT NULL DEFAULT false,
    next_at        timestamptz,                                    -- null while paused
    revision       integer     NOT NULL DEFAULT 1,
    source         text        NOT NULL CHECK (source IN ('yaml', 'api')),
    file_rule      text,                                           -- what the file said when it was last applied: a rule set
                                                                   -- over the API stays until the file says something else
    updated_at     timestamptz NOT NULL,
    UNIQUE (workspace_id, id),
    FOREIGN KEY (workspace_id, sync_id) REFERENCES sync (workspace_id, id) ON DELETE CASCADE,
    CHECK ((cron IS NULL) <> (every_seconds IS NULL))
);
CREATE INDEX schedule_due ON schedule (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE connection ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule ENABLE ROW LEVEL SECURITY;

CREATE POLICY workspace_only ON connection TO tallystick_app
    USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace());
CREATE POLICY workspace_only ON sync TO tallystick_app
    USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace());
CREATE POLICY workspace_only ON schedule TO tallystick_app
    USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace());

CREATE POLICY every_workspace ON connection TO tallystick_system USING (true) WITH CHECK (true);
CREATE POLICY every_workspace ON sync TO tallystick_system USING (true) WITH CHECK (true);
CREATE POLICY every_workspace ON schedule TO tallystick_system USING (true) WITH CHECK (true);
