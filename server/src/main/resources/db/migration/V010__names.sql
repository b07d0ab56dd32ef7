-- What people called fields and tables that their system knows by ids, when a run planned.

alter table run add column names jsonb;
comment on column run.names is 'Names by id, of each side''s fields and of the tables: names change, and a run is read with those of its time';
