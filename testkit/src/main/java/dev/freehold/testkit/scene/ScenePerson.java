package dev.freehold.testkit.scene;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A caller of a scene.
///
/// @param name the name in a test case; empty for an anonymous client
/// @param description part of the name of a case: `as the assignee of tickets`
/// @param teamRole the role in the team of the scene; null for no member of it
public record ScenePerson(
    String name, String description, List<String> roles, @Nullable String teamRole) {
  public static final ScenePerson ANONYMOUS =
      new ScenePerson("", "as an anonymous client", List.of(), null);
  public static final ScenePerson STRANGER =
      new ScenePerson("stranger", "as a stranger", List.of(), null);

  /// The administrator of another team.
  public static final ScenePerson OUTSIDER =
      new ScenePerson("outsider", "as a member of another team", List.of(), null);

  public ScenePerson {
    roles = List.copyOf(roles);
  }

  public boolean signedIn() {
    return !name.isEmpty();
  }

  public boolean isMember() {
    return teamRole != null;
  }

  /// The id of the account, as the variable of a test case.
  public String id() {
    return "{" + name + ".id}";
  }
}
