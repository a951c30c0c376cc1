create table migrated(name text not null);
insert into migrated values ('by the file in db/migration');
