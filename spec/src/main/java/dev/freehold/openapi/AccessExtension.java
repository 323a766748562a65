package dev.freehold.openapi;

import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Access.Grant.Through;
import java.io.IOException;
import java.util.List;

/// The extension `x-access` of an operation: the grants of its access rule, one object each.
///
/// `who` is `owner`, `user`, `public`, `role` with `role`, `team` with the `roles` of which a member
/// has one, or `person` with the `field` that holds the account. `of` is a path of relations to the
/// row whose owner or person it is. `via` is a path to a row that the caller must be able to read;
/// without `who`, that is all. `where` is a condition on the row.
final class AccessExtension {
  static final String NAME = "x-access";

  private static final String WHO = "who";

  private AccessExtension() {}

  static void write(JsonObjectWriter operation, List<Grant> grants) throws IOException {
    operation.objects(
        NAME, grants.stream().<JsonObjectWriter.Members>map(g -> to -> grant(to, g)).toList());
  }

  private static void grant(JsonObjectWriter to, Grant grant) throws IOException {
    if (grant.subject() instanceof Through through) {
      through(to, through);
    } else {
      who(to, grant.subject());
    }
    Rule condition = grant.condition();
    if (condition != null) {
      to.put("where", condition.text());
    }
  }

  private static void through(JsonObjectWriter to, Through through) throws IOException {
    Grant person = through.person();
    if (person != null) {
      who(to, person);
      to.put("of", through.pathText());
      return;
    }
    if (!(through.caller() instanceof Grant.Public)) {
      who(to, through.caller());
    }
    to.put("via", through.pathText());
  }

  private static void who(JsonObjectWriter to, Grant subject) throws IOException {
    switch (subject) {
      case Grant.Owner _ -> to.put(WHO, "owner");
      case Grant.User _ -> to.put(WHO, "user");
      case Grant.Public _ -> to.put(WHO, "public");
      case Grant.Role(String name) -> to.put(WHO, "role").put("role", name);
      case Grant.Member(List<String> roles, _, _) -> {
        to.put(WHO, "team");
        if (!roles.isEmpty()) {
          to.strings("roles", roles);
        }
      }
      case Grant.Person(_, String column, _) -> to.put(WHO, "person").put("field", column);
      case Through _, Grant.Where _ ->
          throw new IllegalArgumentException(subject.text() + " names no caller");
    }
  }
}
