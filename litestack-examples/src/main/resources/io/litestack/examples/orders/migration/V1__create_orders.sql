create table customer_order (
    id       integer primary key autoincrement,
    customer text    not null,
    item     text    not null,
    pieces   integer not null check (pieces > 0),
    cents    integer not null check (cents >= 0),
    is_gift  integer not null check (is_gift in (0, 1)),
    state    text    not null check (state in ('taken', 'paid', 'wrapped', 'shipped')),
    taken_at text    not null
) strict;

create index customer_order_to_ship on customer_order (id) where state <> 'shipped';

-- No rule keeps an order from being paid twice: that there is one row is the work of the transaction it is written in.
create table payment (
    id       integer primary key autoincrement,
    order_id integer not null references customer_order (id),
    cents    integer not null,
    receipt  text    not null
) strict;
