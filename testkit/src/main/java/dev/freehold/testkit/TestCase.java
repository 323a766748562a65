package dev.freehold.testkit;

import java.util.List;
import java.util.Map;

/// A test case: requests in sequence, each with assertions. The first failed assertion ends it.
///
/// @param group the subject, such as `tasks` or the name of a scenario file
/// @param name the request and the expected result:
///   `GET /tasks/{id} › as another user › 404, nothing of the row`
/// @param people the users by name, with their roles; each has an account and is signed in
/// @param freshUsers whether the users must have no earlier rows
/// @param skipped the reason why the case cannot run; empty if it can
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
