-- How often each list was changed, so that a page knows what is newer than what it shows.
create table list_change (
    list    text    primary key,
    version integer not null
) strict, without rowid;
