package dev.freehold.spec.check;

import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks who may read the fields of one resource, `read: doctor or role:manager`. A caller also needs
/// access to the row. A grant may name persons and references, so the fields of every resource must be
/// known.
final class FieldReadChecker {
  private static final String WHAT = "read";
  private static final String OF_FIELD = "read of a field";

  private final SpecIssueCollector issues;
  private final ResourceFields fields;
  private final AccessChecker granted;
  private final GrantReader reader;

  /// @param all the fields of every resource, by resource name
  FieldReadChecker(
      SpecIssueCollector issues,
      SymbolTable symbols,
      String resource,
      ResourceFields fields,
      Map<String, ResourceFields> all,
      AccessChecker granted) {
    this.issues = issues;
    this.fields = fields;
    this.granted = granted;
    RelationPaths relations = new RelationPaths(issues, resource, all);
    this.reader =
        new GrantReader(
            issues,
            WHAT,
            symbols,
            relations.people(resource),
            relations,
            GrantReader.Conditions.inList(
                RowRuleCompiler.ofFieldReads(issues, fields), WHAT, "public"));
  }

  /// The fields, each with the grants of its `read`.
  List<Spec.Field> check() {
    return fields.all().stream().map(this::withReaders).toList();
  }

  /// Who may read the owner of a row; empty: every caller who may read the row.
  List<Grant> ofOwner() {
    YamlNode node = fields.read(SortAndIndexChecker.OWNER);
    List<Grant> readers = node == null ? null : readers(node, "write the access of the row");
    return readers == null ? List.of() : readers;
  }

  private Spec.Field withReaders(Spec.Field field) {
    YamlNode node = fields.read(field.name());
    List<Grant> readers = node == null ? null : readers(node, "write hidden: true");
    return readers == null ? field : field.withReaders(readers);
  }

  /// @param nobody the hint for a field that nobody may read
  /// @return null after an issue
  private @Nullable List<Grant> readers(YamlNode node, String nobody) {
    List<Grant> grants = reader.read(node);
    if (grants == null || !granted.isOfRow(node.position(), OF_FIELD, grants)) {
      return null;
    }
    if (grants.isEmpty()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          "read of a field cannot be granted to nobody",
          nobody);
      return null;
    }
    Optional<Grant> everyone =
        grants.stream()
            .filter(g -> g instanceof Grant.User || g instanceof Grant.Public)
            .findFirst();
    if (everyone.isPresent()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          "read of a field cannot be granted to '" + everyone.get().text() + "'",
          "remove it to apply the access of the row, or add a condition");
      return null;
    }
    return grants;
  }
}
