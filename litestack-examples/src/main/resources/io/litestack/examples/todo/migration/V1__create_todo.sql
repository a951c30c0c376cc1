create table todo (
    id         integer primary key autoincrement,
    list       text    not null,
    title      text    not null check (length(title) between 1 and 500),
    done       integer not null default 0 check (done in (0, 1)),
    created_at text    not null
) strict;

create index todo_of_list on todo (list, id);

-- The key that the visitors' cookies are signed with.
create table secret (
    id  integer primary key check (id = 1),
    key blob not null
) strict;
