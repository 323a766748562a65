package dev.freehold.spec;

/// Where in a spec something stands. Both count from 1, columns in characters.
public record Place(int line, int column) {}
