java -p target/modules -m io.litestack/io.litestack.Main check
