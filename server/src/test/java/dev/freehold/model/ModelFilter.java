package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Kind;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.List;

/// A filter condition: its evaluation on a row and its form in a query. An unknown result (SQL
/// null) is false.
sealed interface ModelFilter {
  boolean holds(ModelRow row);

  /// Whether the condition is true for every row: an empty `nin`, or not null on a field that is
  /// never null.
  boolean matchesEveryRow();

  /// The form inside `or=(…)`.
  String term();

  record FieldCondition(Field field, String operator, List<Object> values) implements ModelFilter {
    @Override
    public boolean holds(ModelRow row) {
      Object is = row.value(field.name());
      boolean missing = is == JsonTree.NULL;
      if (operator.equals("null")) {
        return missing == values.getFirst().equals(true);
      }
      if (operator.equals("ne") || operator.equals("nin")) {
        return missing || values.stream().noneMatch(v -> order(is, v) == 0);
      }
      if (missing) {
        return false;
      }
      return switch (operator) {
        case "eq", "in" -> values.stream().anyMatch(v -> order(is, v) == 0);
        case "gt" -> order(is, values.getFirst()) > 0;
        case "gte" -> order(is, values.getFirst()) >= 0;
        case "lt" -> order(is, values.getFirst()) < 0;
        case "lte" -> order(is, values.getFirst()) <= 0;
        case "between" -> order(is, values.getFirst()) >= 0 && order(is, values.getLast()) <= 0;
        case "contains" ->
            field.kind().isArray()
                ? JsonTree.list(is).contains(values.getFirst())
                : text(is).contains(text());
        case "icontains" -> ModelValues.lower(text(is)).contains(ModelValues.lower(text()));
        case "startsWith" -> text(is).startsWith(text());
        case "endsWith" -> text(is).endsWith(text());
        default -> throw new IllegalStateException(operator);
      };
    }

    @Override
    public boolean matchesEveryRow() {
      return switch (operator) {
        case "nin" -> values.isEmpty();
        case "null" -> values.getFirst().equals(false) && field.is(ModelSpec.Flag.required);
        default -> false;
      };
    }

    private int order(Object a, Object b) {
      return ModelValues.compare(field, a, b);
    }

    private String text() {
      return text(values.getFirst());
    }

    private static String text(Object value) {
      return (String) value;
    }

    private boolean isList() {
      return List.of("in", "nin", "between").contains(operator);
    }

    /// The query parameter, before percent-encoding.
    String parameter() {
      return operator.equals("eq") ? field.name() : field.name() + "[" + operator + "]";
    }

    String value() {
      return isList()
          ? String.join(",", values.stream().map(ModelFilter::quoted).toList())
          : ModelValues.text(values.getFirst());
    }

    @Override
    public String term() {
      String value = isList() ? "(" + value() + ")" : quoted(values.getFirst());
      return field.name() + "." + operator + "." + value;
    }
  }

  record All(List<ModelFilter> terms) implements ModelFilter {
    @Override
    public boolean holds(ModelRow row) {
      return terms.stream().allMatch(t -> t.holds(row));
    }

    @Override
    public boolean matchesEveryRow() {
      return terms.stream().allMatch(ModelFilter::matchesEveryRow);
    }

    @Override
    public String term() {
      return "and" + list(terms);
    }
  }

  record Any(List<ModelFilter> terms) implements ModelFilter {
    @Override
    public boolean holds(ModelRow row) {
      return terms.stream().anyMatch(t -> t.holds(row));
    }

    @Override
    public boolean matchesEveryRow() {
      return terms.stream().anyMatch(ModelFilter::matchesEveryRow);
    }

    @Override
    public String term() {
      return "or" + list(terms);
    }

    String value() {
      return list(terms);
    }
  }

  private static String list(List<ModelFilter> terms) {
    return "(" + String.join(",", terms.stream().map(ModelFilter::term).toList()) + ")";
  }

  /// Quotes values that the grammar could read as something else.
  private static String quoted(Object value) {
    String text = ModelValues.text(value);
    boolean plain =
        !text.isEmpty()
            && text.equals(text.strip())
            && text.chars().noneMatch(c -> ",\"()\\".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// The operators of a column of this type.
  static List<String> operators(Field field) {
    Kind kind = field.kind();
    if (kind == Kind.JSON) {
      return List.of("null");
    }
    if (kind.isArray()) {
      return List.of("contains", "null");
    }
    if (kind == Kind.BOOLEAN || kind == Kind.ENUM || field.ref().isPresent()) {
      return List.of("eq", "ne", "in", "nin", "null");
    }
    List<String> ordered =
        List.of("eq", "ne", "in", "nin", "null", "gt", "gte", "lt", "lte", "between");
    return kind.isText()
        ? java.util.stream.Stream.concat(
                ordered.stream(),
                java.util.stream.Stream.of("contains", "icontains", "startsWith", "endsWith"))
            .toList()
        : ordered;
  }
}
