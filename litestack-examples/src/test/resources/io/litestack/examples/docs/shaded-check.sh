java -cp target/app.jar io.litestack.Main check
