create table cup(id integer primary key);
