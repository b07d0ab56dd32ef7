-- What a person made on the page is no file's: applying the file leaves it alone, and only the page changes it.

alter table connection add column from_page boolean not null default false;
alter table sync add column from_page boolean not null default false;
