package dev.freehold.spec.check;

import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Access.Operation;
import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Spec;
import dev.freehold.spec.field.Fields;
import dev.freehold.spec.field.GrantReader;
import dev.freehold.spec.field.Known;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.yaml.Node;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who may do what with the rows of a resource: `access: { read: public, delete: nobody }`.
final class AccessChecker {
  private final Issues issues;
  private final Known known;

  AccessChecker(Issues issues, Known known) {
    this.issues = issues;
    this.known = known;
  }

  /// What is left out is for the owner.
  Access check(Node.@Nullable Entry entry) {
    Block block =
        entry == null
            ? null
            : Block.open(
                issues,
                entry.place(),
                entry.value(),
                "access",
                Stream.of(Operation.values()).map(AccessChecker::word).toList(),
                List.of());
    if (entry == null || block == null) {
      return Access.OWNER_ONLY;
    }
    List<Grant> read = read(block.get(word(Operation.READ)));
    return new Access(
        read == null ? Access.OWNER_ONLY.read() : read,
        write(block, Operation.CREATE, read),
        write(block, Operation.UPDATE, read),
        write(block, Operation.DELETE, read));
  }

  private static String word(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  /// @return null after an issue
  private @Nullable List<Grant> read(@Nullable Node node) {
    if (node == null) {
      return Access.OWNER_ONLY.read();
    }
    List<Grant> read = GrantReader.read(issues, node, "read", known);
    if (read != null && read.isEmpty()) {
      issues.add(
          node.place(),
          IssueCode.BAD_GRANT,
          "rows that nobody may read serve nobody",
          "such as read: owner");
      return null;
    }
    return read;
  }

  private List<Grant> write(Block block, Operation operation, @Nullable List<Grant> read) {
    String word = word(operation);
    Node.Entry entry = block.entry(word);
    List<Grant> standard = Access.OWNER_ONLY.of(operation);
    List<Grant> grants =
        entry == null ? standard : GrantReader.read(issues, entry.value(), word, known);
    if (grants == null) {
      return standard;
    }
    if (entry != null && grants.contains(new Grant.Public())) {
      issues.add(
          entry.value().place(),
          IssueCode.BAD_GRANT,
          word + " cannot be granted to the public: a row belongs to somebody",
          "write user for whoever is signed in");
    } else if (read != null) {
      readable(block, operation, grants, read);
    }
    return grants;
  }

  /// Whoever changes a row sees what was changed, and whoever makes one sees what was made.
  private void readable(Block block, Operation operation, List<Grant> grants, List<Grant> read) {
    List<Grant> needed =
        operation == Operation.CREATE && !grants.isEmpty() ? List.of(new Grant.Owner()) : grants;
    List<Grant> blind = needed.stream().filter(g -> !covers(read, g)).toList();
    if (!blind.isEmpty()) {
      String word = word(operation);
      Node.Entry entry = block.entry(word);
      Node at = entry == null ? block.get(word(Operation.READ)) : entry.value();
      String who = words(blind);
      issues.add(
          at == null ? block.place() : at.place(),
          IssueCode.UNREADABLE_GRANT,
          operation == Operation.CREATE
              ? "whoever creates a row owns it, and its owner may not read it"
              : word + " is for " + who + ", who may not read the row",
          "write read: "
              + words(Stream.concat(read.stream(), blind.stream()).toList())
              + (entry == null ? ", or say who may " + word : ""));
    }
  }

  private static boolean covers(List<Grant> read, Grant grant) {
    return read.contains(new Grant.Public())
        || read.contains(grant)
        || (read.contains(new Grant.User()) && !grant.equals(new Grant.Public()));
  }

  private static String words(List<Grant> grants) {
    return grants.stream().map(Grant::word).collect(Collectors.joining(" or "));
  }

  /// Reports a field that a row cannot do without, and that somebody who may make one may not write.
  void makeable(Access access, Fields fields) {
    for (Spec.Field field : fields.all()) {
      boolean given = !field.required() || field.readonly() || field.defaultValue() != null;
      List<Grant> shut =
          given || field.writers().isEmpty()
              ? List.of()
              : access.create().stream().filter(g -> !mayWrite(field, g)).toList();
      if (!shut.isEmpty()) {
        issues.add(
            fields.place(field.name()),
            IssueCode.CONFLICTING_CONSTRAINTS,
            Issues.quote(field.name())
                + " is required, and "
                + words(shut)
                + " may create a row without being allowed to write it",
            field.ref() == null
                ? "give it a default, or drop required or write"
                : "drop required or write");
      }
    }
  }

  private static boolean mayWrite(Spec.Field field, Grant grant) {
    return grant instanceof Grant.Role(String role) && field.writers().contains(role);
  }
}
