package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks the `access` block of a resource: the grants for read, create, update and delete.
final class AccessChecker {
  private final SpecIssueCollector issues;
  private final SymbolTable symbols;
  private final List<Grant.Person> people;
  private final RelationPaths relations;
  private final RowRuleCompiler conditions;

  /// @param fields those of every resource, by resource name
  AccessChecker(
      SpecIssueCollector issues,
      SymbolTable symbols,
      String resource,
      Map<String, ResourceFields> fields) {
    this.issues = issues;
    this.symbols = symbols;
    this.relations = new RelationPaths(issues, resource, fields);
    this.people = relations.people(resource);
    this.conditions =
        RowRuleCompiler.ofAccess(issues, Objects.requireNonNull(fields.get(resource)));
  }

  /// An operation without a grant is granted to the owner.
  Access check(YamlNode.@Nullable Entry entry) {
    YamlMappingReader block =
        entry == null
            ? null
            : YamlMappingReader.open(
                issues,
                entry.position(),
                entry.value(),
                "access",
                Stream.of(CrudOperation.values()).map(AccessChecker::word).toList(),
                List.of());
    if (entry == null || block == null) {
      return Access.OWNER_ONLY;
    }
    List<Grant> read = read(block.get(word(CrudOperation.READ)));
    return new Access(
        read == null ? Access.OWNER_ONLY.read() : read,
        write(block, CrudOperation.CREATE, read),
        write(block, CrudOperation.UPDATE, read),
        write(block, CrudOperation.DELETE, read));
  }

  private static String word(CrudOperation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  /// @return null after an issue
  private @Nullable List<Grant> read(@Nullable YamlNode node) {
    if (node == null) {
      return Access.OWNER_ONLY.read();
    }
    List<Grant> read = grants(node, "read");
    if (read != null && read.isEmpty()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          "read cannot be granted to nobody: no caller could use the rows",
          "write a grant, such as read: owner");
      return null;
    }
    return read;
  }

  private List<Grant> write(
      YamlMappingReader block, CrudOperation operation, @Nullable List<Grant> read) {
    String word = word(operation);
    YamlNode.Entry entry = block.entry(word);
    List<Grant> standard = Access.OWNER_ONLY.of(operation);
    List<Grant> grants = entry == null ? standard : grants(entry.value(), word);
    if (grants == null) {
      return standard;
    }
    if (entry != null && grants.stream().anyMatch(g -> g.subject() instanceof Grant.Public)) {
      issues.add(
          entry.value().position(),
          SpecIssueCode.BAD_GRANT,
          word + " cannot be granted to public: a write needs a signed-in user",
          "write user to grant it to every signed-in user");
    } else if (operation == CrudOperation.CREATE
        && entry != null
        && grants.stream().anyMatch(AccessChecker::isForPersonOfRow)) {
      issues.add(
          entry.value().position(),
          SpecIssueCode.BAD_GRANT,
          "create cannot be granted to a person of the row: there is no row yet",
          "write a condition, such as user where assignee_id = me");
    } else if (read != null) {
      readable(block, operation, grants, read);
    }
    return grants;
  }

  private @Nullable List<Grant> grants(YamlNode node, String what) {
    return new GrantReader(issues, what, symbols, people, relations, conditions).read(node);
  }

  /// Reports a grant for a write whose holder may not read the written row.
  private void readable(
      YamlMappingReader block, CrudOperation operation, List<Grant> grants, List<Grant> read) {
    List<Grant> blind =
        operation == CrudOperation.CREATE
            ? grants.stream()
                .filter(g -> !(g.subject() instanceof Grant.Through && isCovered(g, read)))
                .map(AccessChecker::asOwner)
                .distinct()
                .filter(g -> !isCovered(g, read))
                .toList()
            : grants.stream().filter(g -> !isCovered(g, read)).toList();
    if (!blind.isEmpty()) {
      String word = word(operation);
      YamlNode.Entry entry = block.entry(word);
      YamlNode at = entry == null ? block.get(word(CrudOperation.READ)) : entry.value();
      String who = Access.text(blind);
      issues.add(
          at == null ? block.position() : at.position(),
          SpecIssueCode.UNREADABLE_GRANT,
          operation == CrudOperation.CREATE
              ? "create makes the caller the owner of the row, but read is not granted to " + who
              : word + " is granted to " + who + ", but read is not",
          "write read: "
              + readWith(read, blind)
              + (entry == null ? ", or write a grant for " + word : ""));
    }
  }

  private static boolean isCovered(Grant grant, List<Grant> read) {
    return read.stream().anyMatch(r -> r.covers(grant));
  }

  private static boolean isForPersonOfRow(Grant grant) {
    return grant.subject() instanceof Grant.Person
        || (grant.subject() instanceof Grant.Through through
            && through.caller() instanceof Grant.Person);
  }

  /// The grants for reading as the spec has to write them.
  private static String readWith(List<Grant> read, List<Grant> blind) {
    List<Grant> all = Stream.concat(read.stream(), blind.stream()).toList();
    String text = Access.text(all);
    boolean list = all.size() > 1 && all.stream().anyMatch(g -> g.condition() != null);
    return list ? "[" + text + "]" : text;
  }

  /// The grant by which the creator of a row may read it.
  private static Grant asOwner(Grant create) {
    Rule condition = create.condition();
    return condition == null || create.subject() instanceof Grant.Through
        ? new Grant.Owner()
        : new Grant.Where(new Grant.Owner(), condition);
  }

  /// Reports a required field that a caller with a create grant may not write.
  void checkCreatable(Access access, ResourceFields fields) {
    for (Spec.Field field : fields.all()) {
      boolean given = !field.required() || field.readonly() || field.defaultValue() != null;
      List<Grant> shut =
          given || field.writers().isEmpty()
              ? List.of()
              : access.create().stream().filter(g -> !mayWrite(field, g)).toList();
      if (!shut.isEmpty()) {
        issues.add(
            fields.position(field.name()),
            SpecIssueCode.CONFLICTING_CONSTRAINTS,
            PrintableText.quote(field.name())
                + " is required, but "
                + Access.text(shut)
                + " may create rows and may not write this field",
            field.ref() == null
                ? "add a default, or remove required or write"
                : "remove required or write");
      }
    }
  }

  private static boolean mayWrite(Spec.Field field, Grant grant) {
    return grant.subject() instanceof Grant.Role(String role) && field.writers().contains(role);
  }
}
