package dev.freehold.suite;

import java.util.List;
import java.util.Map;

/// One test: calls one after the other, and what is expected of each answer. The first that is not as expected ends it.
///
/// @param group what it is about, such as `tasks` or the name of a scenario file
/// @param name what is tried and what must come of it: `GET /tasks/{id} › as another user › 404, nothing of the row`
/// @param people who is in it, by name, with their roles; each has an account and is signed in
/// @param own whether the people must have no rows from before
/// @param skipped why it cannot be tried; empty: it can
public record Case(
    String group,
    String name,
    Map<String, List<String>> people,
    boolean own,
    List<Step> steps,
    String skipped) {
  public Case {
    people = Map.copyOf(people);
    steps = List.copyOf(steps);
  }

  public static Case skipped(String group, String name, String why) {
    return new Case(group, name, Map.of(), false, List.of(), why);
  }

  public String title() {
    return group + " › " + name;
  }
}
