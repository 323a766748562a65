package dev.freehold.project;

/// One file of a project.
///
/// @param path below its directory, with `/`
public record ProjectFile(String path, String text) {}
