package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks who may write the fields of one resource, `write: owner or role:agent`, and their moves. A
/// condition is on the stored row, or on a new one. A
/// caller also needs access to the row. A grant may name persons and references, so the fields of every
/// resource must be known.
final class FieldWriteChecker {
  private static final String WHAT = "write";

  private final SpecIssueCollector issues;
  private final ResourceFields fields;
  private final GrantReader reader;
  private final MoveChecker moves;

  /// @param all the fields of every resource, by resource name
  FieldWriteChecker(
      SpecIssueCollector issues,
      SymbolTable symbols,
      String resource,
      ResourceFields fields,
      Map<String, ResourceFields> all) {
    this.issues = issues;
    this.fields = fields;
    RelationPaths relations = new RelationPaths(issues, resource, all);
    List<Grant.Person> people = relations.people(resource);
    RowRuleCompiler conditions = RowRuleCompiler.ofFieldWrites(issues, fields);
    this.reader =
        new GrantReader(
            issues,
            WHAT,
            symbols,
            people,
            relations,
            GrantReader.Conditions.inList(conditions, WHAT, "user"));
    this.moves =
        new MoveChecker(
            issues,
            new GrantReader(
                issues,
                "a move",
                symbols,
                people,
                relations,
                new GrantReader.Conditions(
                    conditions, "write the move once for each grant with a condition")));
  }

  /// The fields, each with its moves and the grants of its `write`.
  List<Spec.Field> check() {
    return fields.all().stream()
        .map(field -> field.withMoves(moves.check(fields.moves(field.name()), field)))
        .map(this::withWriters)
        .toList();
  }

  private Spec.Field withWriters(Spec.Field field) {
    YamlNode node = fields.write(field.name());
    if (node == null) {
      return field.withWriters(standard(field));
    }
    List<Grant> writers = writers(node);
    if (writers == null) {
      return field;
    }
    covered(node, field, writers);
    return field.withWriters(writers);
  }

  /// Without `write`, the roles of `read` may write a field. Other words of `read` need not be for a
  /// writer.
  private List<Grant> standard(Spec.Field field) {
    List<Grant> readers = field.readers();
    if (readers.stream().allMatch(reader -> reader instanceof Grant.Role)) {
      return readers;
    }
    if (field.readonly()) {
      return List.of();
    }
    issues.add(
        fields.position(field.name()),
        SpecIssueCode.MISSING_KEY,
        "the field says who may read it, and must say who may write it",
        "add write: " + Access.text(readers) + ", or other words");
    return List.of();
  }

  /// @return null after an issue
  private @Nullable List<Grant> writers(YamlNode node) {
    List<Grant> grants = reader.read(node);
    if (grants == null) {
      return null;
    }
    if (grants.isEmpty()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          "write of a field cannot be granted to nobody",
          "write readonly: true");
      return null;
    }
    Optional<Grant> everyone =
        grants.stream()
            .filter(g -> g instanceof Grant.User || g.subject() instanceof Grant.Public)
            .findFirst();
    if (everyone.isPresent()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          "write of a field cannot be granted to '" + everyone.get().subject().text() + "'",
          everyone.get().condition() == null
              ? "remove it to apply the access of the row"
              : "write user: a change needs a signed-in user");
      return null;
    }
    return grants;
  }

  /// Reports a caller who may move the value of the field and not read it: a refused move would reveal
  /// it.
  private void covered(YamlNode node, Spec.Field field, List<Grant> writers) {
    List<Grant> readers = field.readers();
    if (field.moves().isEmpty() || readers.isEmpty()) {
      return;
    }
    writers.stream()
        .filter(writer -> readers.stream().noneMatch(r -> r.covers(writer)))
        .findFirst()
        .ifPresent(
            writer ->
                issues.add(
                    node.position(),
                    SpecIssueCode.UNREADABLE_GRANT,
                    (writer.subject() instanceof Grant.Role(String role)
                            ? "role " + PrintableText.quote(role)
                            : PrintableText.quote(writer.text()))
                        + " may move the value of the field and not read it",
                    "add " + writer.text() + " to read"));
  }
}
