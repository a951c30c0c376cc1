-- What a test reads from the class path.
create table pen(id integer primary key, colour text not null default 'grün') strict;
