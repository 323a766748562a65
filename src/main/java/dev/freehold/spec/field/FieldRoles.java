package dev.freehold.spec.field;

import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who of those that may read or write a row may do so with one field: `read: role:hr`, `write: role:hr`.
///
/// @param readers none: whoever may read the row
/// @param writers none: whoever may write the row
record FieldRoles(List<String> readers, List<String> writers) {
  static final FieldRoles EVERYBODY = new FieldRoles(List.of(), List.of());

  /// Without `write`, whoever may read the field may write it.
  static FieldRoles check(Issues issues, Block field, Known known) {
    List<String> readers = roles(issues, field.get("read"), "read", "hidden: true", known);
    List<String> writers = roles(issues, field.get("write"), "write", "readonly: true", known);
    Node written = field.get("write");
    if (written != null && readers != null && !readers.isEmpty() && writers != null) {
      covered(issues, written, readers, writers);
    }
    List<String> read = readers == null ? List.of() : readers;
    return new FieldRoles(read, written == null || writers == null ? read : writers);
  }

  /// What may be written blindly is `hidden` for all.
  private static void covered(
      Issues issues, Node node, List<String> readers, List<String> writers) {
    writers.stream()
        .filter(w -> !readers.contains(w))
        .findFirst()
        .ifPresent(
            w ->
                issues.add(
                    node.place(),
                    IssueCode.UNREADABLE_GRANT,
                    "role " + Issues.quote(w) + " may write the field and not read it",
                    "add 'role:" + w + "' to its read"));
  }

  private static @Nullable List<String> roles(
      Issues issues, @Nullable Node node, String what, String instead, Known known) {
    List<Grant> grants = GrantReader.read(issues, node, what, known);
    if (node == null || grants == null) {
      return null;
    }
    if (grants.isEmpty()) {
      issues.add(
          node.place(),
          IssueCode.BAD_GRANT,
          what + " of a field cannot be granted to nobody",
          "write " + instead);
      return null;
    }
    List<String> roles = new ArrayList<>();
    for (Grant grant : grants) {
      if (grant instanceof Grant.Role(String role)) {
        roles.add(role);
      } else {
        issues.add(
            node.place(),
            IssueCode.BAD_GRANT,
            what + " of a field is for roles, and cannot be granted to '" + grant.word() + "'",
            "leave it out for whoever may do so with the row");
      }
    }
    return List.copyOf(roles);
  }
}
