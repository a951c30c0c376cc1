mvn -q compile exec:java -Dexec.mainClass=Hello
