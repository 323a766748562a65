package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleCompiler;
import dev.freehold.rule.RuleCompiler.Refusal;
import dev.freehold.rule.RuleCompiler.RuleColumn;
import dev.freehold.rule.RuleCompiler.RuleResult;
import dev.freehold.rule.RuleExpression;
import dev.freehold.rule.RuleExpression.RuleContext;
import dev.freehold.rule.RuleIssue;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.check.RelationPaths.RelatedField;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Compiles the rules of a resource over the fields of a row, and reports their errors as issues of
/// the spec.
final class RowRuleCompiler {
  private final SpecIssueCollector issues;
  private final ResourceFields fields;
  private final RuleContext context;
  private final String name;
  private final String disclosure;
  private final Map<String, RuleColumn> columns = new LinkedHashMap<>();
  private final Map<String, Refusal> refused;

  /// @param name of a rule in messages
  /// @param disclosure what tells a caller about the fields of a rule
  private RowRuleCompiler(
      SpecIssueCollector issues,
      ResourceFields fields,
      RuleContext context,
      String name,
      String disclosure) {
    this.issues = issues;
    this.fields = fields;
    this.context = context;
    this.name = name;
    this.disclosure = disclosure;
    this.refused =
        Map.of(
            SortAndIndexChecker.OWNER,
            new Refusal(
                fields.ownerIsNoField(),
                fields.isOwned()
                    ? "conditions of access, read, write and moves may compare it: user where"
                        + " user_id != me"
                    : "name a field of the row"));
    for (Spec.Field field : fields.all()) {
      columns.put(field.name(), column(field));
    }
  }

  private static RuleColumn column(Spec.Field field) {
    return new RuleColumn(field.type(), !field.required(), field.constraints().values());
  }

  /// For rules that become CHECK constraints.
  static RowRuleCompiler ofChecks(SpecIssueCollector issues, ResourceFields fields) {
    return new RowRuleCompiler(issues, fields, RuleContext.CHECK, "rule", "a check violation");
  }

  /// For conditions of stamps, which a trigger judges.
  static RowRuleCompiler ofStamps(SpecIssueCollector issues, ResourceFields fields) {
    return new RowRuleCompiler(issues, fields, RuleContext.CHECK, "condition", "a stamp");
  }

  /// For conditions of unique sets, which become conditions of indexes.
  static RowRuleCompiler ofUniqueSets(SpecIssueCollector issues, ResourceFields fields) {
    return new RowRuleCompiler(
        issues, fields, RuleContext.CHECK, "condition", "a unique violation");
  }

  /// For conditions of grants to rows.
  static RowRuleCompiler ofAccess(SpecIssueCollector issues, ResourceFields fields) {
    return ofGrants(issues, fields, "which rows a caller may access");
  }

  /// For conditions of grants to write a field, and to move its value.
  static RowRuleCompiler ofFieldWrites(SpecIssueCollector issues, ResourceFields fields) {
    return ofGrants(issues, fields, "which fields a caller may write");
  }

  /// For conditions of grants to read a field.
  static RowRuleCompiler ofFieldReads(SpecIssueCollector issues, ResourceFields fields) {
    return ofGrants(issues, fields, "which fields a caller may read");
  }

  /// They may also use the owner and the timestamps of the row.
  private static RowRuleCompiler ofGrants(
      SpecIssueCollector issues, ResourceFields fields, String disclosure) {
    RowRuleCompiler compiler =
        new RowRuleCompiler(issues, fields, RuleContext.ACCESS, "condition", disclosure);
    for (String timestamp : List.of("created_at", "updated_at")) {
      compiler.columns.put(timestamp, new RuleColumn(FieldType.of(ScalarType.DATETIME), false));
    }
    if (fields.isOwned()) {
      compiler.columns.put(
          SortAndIndexChecker.OWNER, new RuleColumn(FieldType.of(ScalarType.UUID), false));
    }
    return compiler;
  }

  /// @param hint for a rule with a fault; null for the hint of the fault
  /// @return null after an issue
  @Nullable Rule compile(YamlNode node, String text, @Nullable String hint) {
    return compile(node, text, hint, List.of());
  }

  /// @param hint for a rule with a fault; null for the hint of the fault
  /// @param related the fields of the rows that this row refers to: `ticket.status`
  /// @return null after an issue
  @Nullable Rule compile(
      YamlNode node, String text, @Nullable String hint, List<RelatedField> related) {
    Map<String, RuleColumn> known = new LinkedHashMap<>(columns);
    related.forEach(f -> known.put(f.field().name(), column(f.field())));
    return switch (RuleCompiler.compile(text, context, known, refused)) {
      case RuleResult.Valid(Rule rule) -> {
        Stream.concat(own(), related.stream())
            .filter(f -> rule.columns().contains(f.field().name()))
            .filter(
                f -> !isOwner(f.field().name()) || tellsOwner(rule.condition(), f.field().name()))
            .forEach(
                f ->
                    IndexKeyChecker.checkDisclosure(
                        issues, node.position(), f.field(), f.limited(), disclosure));
        yield rule;
      }
      case RuleResult.Invalid(List<RuleIssue> faults) -> {
        faults.stream().filter(this::isNew).forEach(f -> report(node, text, f, hint));
        yield null;
      }
    };
  }

  /// The fields of the row, and its owner.
  private Stream<RelatedField> own() {
    return Stream.concat(
            fields.all().stream(),
            Stream.of(
                Spec.Field.builder(SortAndIndexChecker.OWNER, FieldType.of(ScalarType.UUID))
                    .build()))
        .map(field -> new RelatedField(field, fields.isLimited(field.name())));
  }

  /// Whether a name is that of the owner of this row or of a related one: `ticket.user_id`.
  private static boolean isOwner(String name) {
    return name.substring(name.lastIndexOf('.') + 1).equals(SortAndIndexChecker.OWNER);
  }

  /// Whether a condition tells a caller more about the owner of a row than whether it is the caller.
  private static boolean tellsOwner(RuleExpression condition, String owner) {
    return switch (condition) {
      case RuleExpression.ColumnReference(String name, _) -> name.equals(owner);
      case RuleExpression.Compare(var comparison, RuleExpression left, RuleExpression right) ->
          !(!comparison.isOrder()
                  && (left instanceof RuleExpression.CurrentUser
                      || right instanceof RuleExpression.CurrentUser))
              && (tellsOwner(left, owner) || tellsOwner(right, owner));
      case RuleExpression.And(var conditions) ->
          conditions.stream().anyMatch(c -> tellsOwner(c, owner));
      case RuleExpression.Or(var conditions) ->
          conditions.stream().anyMatch(c -> tellsOwner(c, owner));
      case RuleExpression.Not(var negated) -> tellsOwner(negated, owner);
      case RuleExpression.IsNull(var value) -> tellsOwner(value, owner);
      case RuleExpression.In(var value, _) -> tellsOwner(value, owner);
      // Numbers, texts and times name no id.
      case RuleExpression.Constant _,
          RuleExpression.Length _,
          RuleExpression.Arithmetic _,
          RuleExpression.AddDays _,
          RuleExpression.DaysBetween _,
          RuleExpression.Now _,
          RuleExpression.Today _,
          RuleExpression.CurrentUser _ ->
          false;
    };
  }

  /// Whether the fault is independent of the fields that were already reported.
  private boolean isNew(RuleIssue fault) {
    return fields.invalidNames().stream()
        .map(PrintableText::quote)
        .noneMatch(fault.message()::contains);
  }

  private void report(YamlNode node, String text, RuleIssue fault, @Nullable String hint) {
    issues.add(
        node.position(),
        SpecIssueCode.BAD_RULE,
        "at character "
            + (text.codePointCount(0, fault.offset()) + 1)
            + " of the "
            + name
            + ": "
            + fault.message(),
        Objects.requireNonNullElse(hint, fault.hint()));
  }
}
