package dev.freehold.query;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import java.util.List;
import java.util.stream.Stream;

/// The columns and relations of a row that a response contains.
///
/// @param columns of the view's read set, in its order
public record Selection(
    ResourceView view, List<ColumnPlan> columns, List<IncludedRelation> included) {
  private static final int FINGERPRINT_BYTES = 6;

  public Selection {
    columns = List.copyOf(columns);
    included = List.copyOf(included);
  }

  /// All readable columns and no relations.
  public static Selection allColumns(ResourceView view) {
    return new Selection(view, view.readColumns(), List.of());
  }

  /// The resources of the included relations.
  public Stream<ResourcePlan> related() {
    return included.stream()
        .map(IncludedRelation::selection)
        .flatMap(rows -> Stream.concat(Stream.of(rows.view().plan()), rows.related()));
  }

  /// Whether it equals [#allColumns] of its view.
  public boolean isWhole() {
    return columns.equals(view.readColumns()) && included.isEmpty();
  }

  /// Names the columns and their definitions: another fingerprint for another view, another set of
  /// fields, or a spec that changes a field of them. Eight characters.
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    for (ColumnPlan column : columns) {
      text.append(column.name())
          .append(' ')
          .append(column.type().keyword())
          .append(column.nullable() ? " optional " : " required ")
          .append(column.constraints())
          .append('\n');
    }
    return Fingerprint.of(text, FINGERPRINT_BYTES);
  }

  /// The rows of a relation, each level with its own view.
  ///
  /// @param limit the maximum number of rows of a to-many relation; 1 for a to-one relation
  /// @param counted whether it is the number of the rows alone
  public record IncludedRelation(
      Relation relation, Selection selection, int limit, boolean counted) {
    /// The rows themselves.
    public IncludedRelation(Relation relation, Selection selection, int limit) {
      this(relation, selection, limit, false);
    }

    /// Whether it, or a relation within it, reads or counts more than one row for each row.
    public boolean readsSeveralRows() {
      return relation.many()
          || selection.included().stream().anyMatch(IncludedRelation::readsSeveralRows);
    }

    /// The key in the row: `tasks`, or one with a point, such as `tasks.count`, which no field has.
    public String key() {
      return counted ? relation.name() + "." + FieldPath.COUNT.name() : relation.includedKey();
    }
  }
}
