java -cp target/app.jar io.litestack.Main litestream litestack.yml s3://bucket/app production > litestream.yml
litestream replicate -config litestream.yml                            # beside the application, for ever
litestream restore -config litestream.yml data/production/db.sqlite3   # on a new machine, before the start
