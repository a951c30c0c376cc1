mvn -q package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/modules
java --enable-native-access=org.xerial.sqlitejdbc -p target/app.jar:target/modules -m app/app.Main
