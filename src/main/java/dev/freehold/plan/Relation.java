package dev.freehold.plan;

/// That rows of one resource point at rows of another, seen from one of its ends.
///
/// @param name how a query and a path name it: `project` of a task, `tasks` of a project
/// @param many whether one row has several
/// @param target the resource at the other end
/// @param column what points: of this resource where it has one, of the target where it has many
public record Relation(String name, boolean many, String target, String column) {}
