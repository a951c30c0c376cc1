mvn -q package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/modules
jlink --module-path target/app.jar:target/modules --add-modules app --output target/image \
    --launcher app=app/app.Main --add-options=" --enable-native-access=org.xerial.sqlitejdbc"
target/image/bin/app
