-- Who may do what: workspaces, people, how they prove who they are, and the trail of what they did.
-- What proves somebody (passwords, sessions, tokens) only tallystick_system may read: sign-in happens before a
-- workspace is known, and no query on behalf of one has any business there.

create function current_workspace() returns bigint
    language sql stable parallel safe
    return nullif(current_setting('tallystick.workspace', true), '')::bigint;

create table workspace (
    id         bigint generated always as identity primary key,
    name       text        not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    created_at timestamptz not null default now()
);

create table person (
    id             bigint generated always as identity primary key,
    name           text        not null check (length(name) between 1 and 200),
    email          text,
    password_hash  text,
    service        boolean     not null default false,
    instance_owner boolean     not null default false,
    created_at     timestamptz not null,
    disabled_at    timestamptz,
    check (service = (email is null))
);

comment on column person.service is 'No human being: the scripts on the machine itself. It has no e-mail address and cannot sign in';
comment on column person.password_hash is 'Null for who comes in by a one-time link only';

create unique index person_by_email on person (lower(email));

create table membership (
    workspace_id bigint      not null references workspace (id),
    person_id    bigint      not null references person (id),
    role         text        not null check (role in ('viewer', 'operator', 'admin')),
    created_at   timestamptz not null,
    primary key (workspace_id, person_id)
);

create index membership_of_person on membership (person_id);

create table session (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    person_id    bigint      not null references person (id),
    token_hash   bytea       not null unique,
    created_at   timestamptz not null,
    seen_at      timestamptz not null,
    expires_at   timestamptz not null,
    address      text
);

comment on column session.seen_at is 'To the minute: the idle limit needs no more, and a write for each request would';

create index session_of_person on session (person_id);
create index session_expiry on session (expires_at);

create table api_token (
    id           text        primary key check (id ~ '^[0-9A-Za-z]{12}$'),
    workspace_id bigint      not null references workspace (id),
    person_id    bigint      not null references person (id),
    name         text        not null,
    secret_hash  bytea       not null,
    scope        text        not null check (scope in ('read', 'run', 'admin')),
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    revoked_at   timestamptz
);

create index api_token_of_workspace on api_token (workspace_id, created_at);

create table sign_in_link (
    token_hash bytea       primary key,
    kind       text        not null check (kind in ('setup', 'once')),
    person_id  bigint references person (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    check ((kind = 'setup') = (person_id is null))
);

-- Shared by all nodes and kept over a restart; what a key names is hashed where it came from outside.
create table throttle (
    key           text        primary key,
    began_at      timestamptz not null,
    attempts      int         not null,
    blocked_until timestamptz
);

create index throttle_age on throttle (began_at);

create table audit (
    workspace_id bigint      not null references workspace (id),
    seq          bigint      not null,
    at           timestamptz not null,
    actor_id     bigint,
    actor        text        not null,
    action       text        not null,
    subject      text        not null,
    detail       text        not null,
    prev_hash    bytea       not null,
    hash         bytea       not null,
    primary key (workspace_id, seq)
);

comment on column audit.hash is 'HMAC of this entry and of the hash before it';
comment on column audit.detail is 'JSON, as text: the HMAC is over these very bytes';

-- The last entry's number and hash, under an HMAC of its own: without it a trail could be cut off at its end.
create table audit_head (
    workspace_id bigint primary key references workspace (id),
    seq          bigint not null,
    hash         bytea  not null,
    mac          bytea  not null
);

-- Insert-only for everybody, the owner of the table included.
create function refuse_audit_change() returns trigger
    language plpgsql as $$
begin
    raise exception 'The audit trail is insert-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger insert_only before update or delete on audit
    for each row execute function refuse_audit_change();
create trigger never_emptied before truncate on audit
    for each statement execute function refuse_audit_change();
create trigger kept before delete on audit_head
    for each row execute function refuse_audit_change();
create trigger never_emptied before truncate on audit_head
    for each statement execute function refuse_audit_change();

-- The data keys, sealed by the master key, which is never in the database.
create table keyset (
    id          smallint    primary key default 1 check (id = 1),
    fingerprint text        not null,
    sealed      bytea       not null,
    audit_key   bytea       not null,
    rotated_at  timestamptz not null
);

comment on column keyset.fingerprint is 'Names the master key that seals this row; says nothing about it';

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['membership', 'session', 'api_token', 'audit', 'audit_head']
    loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('create policy workspace_only on %I to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', tenant_table);
        execute format('create policy every_workspace on %I to tallystick_system using (true) with check (true)', tenant_table);
    end loop;
end
$$;

alter table workspace enable row level security;
create policy workspace_only on workspace for select to tallystick_app using (id = current_workspace());
create policy every_workspace on workspace to tallystick_system using (true) with check (true);

revoke all on person, session, api_token, sign_in_link, throttle, keyset from tallystick_app;
grant select (id, name, email, service, disabled_at) on person to tallystick_app;
revoke insert, update, delete on workspace, membership from tallystick_app;
revoke update, delete, truncate on audit from tallystick_app, tallystick_system;
revoke delete, truncate on audit_head from tallystick_app, tallystick_system;

insert into workspace (name) values ('main');
