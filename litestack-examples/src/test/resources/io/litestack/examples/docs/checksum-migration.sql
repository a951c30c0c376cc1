update litestack_migration set checksum = substr('…', 1, 32) where version = 7;
