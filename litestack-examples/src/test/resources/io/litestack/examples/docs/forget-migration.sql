drop table invoice;
delete from litestack_migration where version >= 7;
