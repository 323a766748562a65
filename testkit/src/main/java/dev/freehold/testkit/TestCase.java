package dev.freehold.testkit;

import java.util.List;
import java.util.Map;

/// A test case: requests in sequence, each with assertions. The first failed assertion ends it.
///
/// @param group what it is about, such as `tasks` or the name of a scenario file
/// @param name what is tried and what must come of it: `GET /tasks/{id} › as another user › 404, nothing of the row`
/// @param people who is in it, by name, with their roles; each has an account and is signed in
/// @param freshUsers whether the people must have no rows from before
/// @param skipped why it cannot be tried; empty: it can
public record TestCase(
    String group,
    String name,
    Map<String, List<String>> people,
    boolean freshUsers,
    List<TestStep> steps,
    String skipped) {
  public TestCase {
    people = Map.copyOf(people);
    steps = List.copyOf(steps);
  }

  public static TestCase skipped(String group, String name, String why) {
    return new TestCase(group, name, Map.of(), false, List.of(), why);
  }

  public String title() {
    return group + " › " + name;
  }
}
