package io.litestack.core.spi.config;

/**
 * One key as it took effect, for people to read.
 *
 * @param key its name, without the groups it stands in
 * @param value its value as one would write it in a file; what came from variables as it was written, secrets hidden
 * @param origin the file and line it came from, or {@code "default"}, or {@code "program"} if a program changed it
 * @param sample what a starter file shows for it
 * @param documentation what it means; one or more sentences
 */
public record ConfigEntry(String key, String value, String origin, String sample, String documentation) {}
