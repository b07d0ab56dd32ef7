-- The tables of the job engine (db-scheduler 16): one for syncs, one for short work that must never queue behind them.

create table job_sync (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

create index job_sync_execution_time on job_sync (execution_time);
create index job_sync_priority on job_sync (priority desc, execution_time asc);
create index job_sync_heartbeat on job_sync (last_heartbeat);

create table job_short (like job_sync including all);
