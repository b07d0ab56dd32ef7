-- After a restore: what happened between the backup and now is unknown, and others may remember it.

alter table sync add column restored_from timestamptz;

comment on column sync.restored_from is 'The moment of the backup that this was restored from; null when a person has approved a run since, or nothing was restored';

alter table installation
    add column restored_at timestamptz,
    add column first_epoch bigint not null default 1;

comment on column installation.first_epoch is 'The epoch of a lease that is new: above all that targets can have heard of before a restore';
