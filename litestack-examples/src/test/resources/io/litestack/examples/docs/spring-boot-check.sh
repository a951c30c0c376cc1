java -cp target/app.jar -Dloader.main=io.litestack.Main org.springframework.boot.loader.launch.PropertiesLauncher check
