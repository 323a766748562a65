package dev.freehold.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.FilterOperator;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.query.ApiView;
import dev.freehold.query.ApiView.VisibleRelation;
import dev.freehold.query.ResourceView;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes the definition of a tool as one kind of caller sees it: no field that this caller may not
/// read or write. It is short, since a model reads all of them before it does anything; what it leaves
/// out is said by the error of a call.
final class ToolDefinition {
  private static final int MAX_DESCRIPTION = 300;
  private static final int MAX_GROUPS = 1000;
  private static final List<String> OPERATORS =
      Arrays.stream(FilterOperator.values()).map(FilterOperator::word).toList();

  private final Tool tool;
  private final ApiView all;
  private final ResourceView view;
  private final boolean teamKnown;

  /// @param all what the caller sees
  /// @param teamKnown whether a header of the request names the team
  ToolDefinition(Tool tool, ApiView all, boolean teamKnown) {
    this.tool = tool;
    this.all = all;
    this.view = all.resource(tool.resource());
    this.teamKnown = teamKnown;
  }

  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", tool.name());
    out.writeStringField("description", description());
    out.writeObjectFieldStart("inputSchema");
    out.writeStringField("type", "object");
    out.writeObjectFieldStart("properties");
    List<String> required = properties(out);
    out.writeEndObject();
    if (!required.isEmpty()) {
      FieldSchema.strings(out, "required", required);
    }
    out.writeBooleanField("additionalProperties", false);
    out.writeEndObject();
    annotations(out);
    out.writeEndObject();
  }

  private String description() {
    String name = tool.resource().name();
    return switch (tool.kind()) {
      case LIST ->
          "List or search "
              + name
              + ". "
              + shortened(tool.resource().description())
              + "Fields: "
              + view.readColumns().stream()
                  .map(FieldSchema::summary)
                  .collect(Collectors.joining(", "))
              + ".";
      case SUMMARY ->
          "Count rows of " + name + ", or compute figures of fields, all together or by group.";
      case GET -> "Read one row of " + name + ".";
      case CREATE -> "Create a row of " + name + ".";
      case UPDATE -> "Change the given fields of one row of " + name + ".";
      case DELETE -> "Delete one row of " + name + ".";
    };
  }

  /// Writes the properties and returns the names of the required ones.
  private List<String> properties(JsonGenerator out) throws IOException {
    List<String> required = new ArrayList<>();
    if (tool.kind().takesId()) {
      property(out, ToolArguments.ID, idType(), "");
      required.add(ToolArguments.ID);
    }
    if (TeamArgument.isTaken(tool, all)) {
      property(out, ToolArguments.TEAM, "string", "");
      if (TeamArgument.isNeeded(tool) && !teamKnown) {
        required.add(ToolArguments.TEAM);
      }
    }
    switch (tool.kind()) {
      case LIST -> {
        conditions(out);
        search(out);
        property(out, ToolArguments.SORT, "string", "As -created_at,id");
        selection(out);
        limit(out, tool.resource().limit().max());
        property(out, ToolArguments.CURSOR, "string", "nextCursor of the page before");
      }
      case SUMMARY -> {
        conditions(out);
        search(out);
        names(out, ToolArguments.GROUP, "Fields; of dates also month(f), year(f), week(f), day(f)");
        property(out, ToolArguments.COUNT, "boolean", "");
        for (String figure : ToolArguments.FIGURES) {
          names(out, figure, "");
        }
        property(out, ToolArguments.SORT, "string", "As -count");
        limit(out, MAX_GROUPS);
      }
      case GET -> selection(out);
      case CREATE -> {
        for (WriteField field : view.createFields()) {
          FieldSchema.write(out, view, field.column(), CrudOperation.CREATE);
          if (field.required()) {
            required.add(field.column().name());
          }
        }
        dryRun(out);
      }
      case UPDATE -> {
        for (WriteField field : view.updateFields()) {
          FieldSchema.write(out, view, field.column(), CrudOperation.UPDATE);
        }
        dryRun(out);
      }
      case DELETE -> dryRun(out);
    }
    return required;
  }

  private void search(JsonGenerator out) throws IOException {
    if (tool.resource().search() != null) {
      property(out, ToolArguments.SEARCH, "string", "Search text");
    }
  }

  private static void limit(JsonGenerator out, int max) throws IOException {
    out.writeObjectFieldStart(ToolArguments.LIMIT);
    out.writeStringField("type", "integer");
    out.writeNumberField("maximum", max);
    out.writeEndObject();
  }

  private String idType() {
    return tool.resource().id() == Spec.IdType.INTEGER ? "integer" : "string";
  }

  private static void dryRun(JsonGenerator out) throws IOException {
    property(out, ToolArguments.DRY_RUN, "boolean", "");
  }

  private void selection(JsonGenerator out) throws IOException {
    names(out, ToolArguments.FIELDS, "");
    String relations =
        all.visibleRelations(view).stream()
            .flatMap(ToolDefinition::included)
            .collect(Collectors.joining(", "));
    if (!relations.isEmpty()) {
      names(out, ToolArguments.INCLUDE, relations);
    }
  }

  private static Stream<String> included(VisibleRelation relation) {
    String name = relation.relation().name();
    return Stream.concat(
        relation.relation().isIncluded() ? Stream.of(name) : Stream.of(),
        relation.relation().isCountable() ? Stream.of(name + ".count") : Stream.of());
  }

  private void conditions(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart(ToolArguments.WHERE);
    out.writeStringField("type", "array");
    out.writeStringField("description", "All must hold" + notQueried() + filters());
    out.writeObjectFieldStart("items");
    out.writeStringField("type", "object");
    out.writeObjectFieldStart("properties");
    property(out, "field", "string", "");
    out.writeObjectFieldStart("op");
    FieldSchema.strings(out, "enum", OPERATORS);
    out.writeEndObject();
    out.writeObjectFieldStart("value");
    FieldSchema.strings(out, "type", List.of("string", "number", "boolean", "array", "null"));
    out.writeObjectFieldStart("items");
    FieldSchema.strings(out, "type", List.of("string", "number"));
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
    FieldSchema.strings(out, "required", List.of("field", "value"));
    out.writeEndObject();
    out.writeEndObject();
  }

  /// The fields that the caller reads and whose values no query may compare.
  private String notQueried() {
    List<ColumnPlan> queried = view.queryColumns();
    String names =
        view.readColumns().stream()
            .filter(column -> !queried.contains(column))
            .map(ColumnPlan::name)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : "; not " + names;
  }

  private String filters() {
    return tool.resource().filters().stream()
        .map(
            filter ->
                "; field "
                    + filter.name()
                    + " is "
                    + filter.options().stream()
                        .map(Spec.Option::name)
                        .collect(Collectors.joining("|")))
        .collect(Collectors.joining());
  }

  private static void names(JsonGenerator out, String name, String description) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("type", "array");
    if (!description.isEmpty()) {
      out.writeStringField("description", description);
    }
    out.writeObjectFieldStart("items");
    out.writeStringField("type", "string");
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void property(JsonGenerator out, String name, String type, String description)
      throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("type", type);
    if (!description.isEmpty()) {
      out.writeStringField("description", description);
    }
    out.writeEndObject();
  }

  /// Hints for a client that asks a person before a tool changes something.
  private void annotations(JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("annotations");
    out.writeBooleanField("readOnlyHint", !tool.kind().writes());
    if (tool.kind().writes()) {
      out.writeBooleanField("destructiveHint", tool.kind() != ToolKind.CREATE);
      out.writeBooleanField("idempotentHint", tool.kind() != ToolKind.CREATE);
    }
    out.writeBooleanField("openWorldHint", false);
    out.writeEndObject();
  }

  /// A description of the spec up to a bound, with a blank after it; empty for none.
  static String shortened(String description) {
    String line = description.replaceAll("\\s+", " ").strip();
    if (line.isEmpty()) {
      return "";
    }
    if (line.codePointCount(0, line.length()) <= MAX_DESCRIPTION) {
      return line + " ";
    }
    return line.substring(0, line.offsetByCodePoints(0, MAX_DESCRIPTION)) + "… ";
  }

  /// The schema of one field: its JSON type and its bounds. Patterns are left out.
  static final class FieldSchema {
    /// The values of an enum are listed up to this length.
    private static final int MAX_VALUES = 400;

    private FieldSchema() {}

    /// A field of a row in a few words: `status new|open`, `due_on date`, `owner_id people id`.
    static String summary(ColumnPlan column) {
      String values = String.join("|", column.constraints().values());
      String kind =
          column.reference() != null
              ? target(column)
              : switch (column.type().scalar()) {
                case STRING, TEXT -> "";
                case ENUM -> values.length() <= MAX_VALUES ? values : "";
                case INTEGER, INTEGER_ID -> "integer";
                case BIGINT, DECIMAL -> "number as text";
                case NUMBER -> "number";
                case BOOLEAN -> "boolean";
                case DATE -> "date";
                case TIME -> "time";
                case DATETIME -> "datetime";
                case UUID -> "";
                case EMAIL -> "";
                case URL -> "url";
                case JSON -> "json";
              };
      return column.name()
          + (kind.isEmpty() ? "" : " " + kind)
          + (column.type().array() ? "[]" : "");
    }

    private static String target(ColumnPlan column) {
      ColumnPlan.Reference reference = column.reference();
      return reference == null ? "" : (reference.person() ? "user" : reference.target()) + " id";
    }

    static void write(
        JsonGenerator out, ResourceView view, ColumnPlan column, CrudOperation operation)
        throws IOException {
      out.writeObjectFieldStart(column.name());
      if (column.type().array()) {
        type(out, "array", column.nullable());
        out.writeObjectFieldStart("items");
        scalar(out, column, false, column.constraints().values());
        out.writeEndObject();
      } else {
        boolean starts = operation == CrudOperation.CREATE && column.hasMoves();
        Object start = column.defaultValue();
        List<String> values =
            starts && column.isEnum()
                ? (start == null ? List.of() : List.of(start.toString()))
                : column.constraints().values();
        scalar(out, column, column.nullable(), values);
      }
      String description = description(view, column, operation);
      if (!description.isEmpty()) {
        out.writeStringField("description", description);
      }
      out.writeEndObject();
    }

    private static void scalar(
        JsonGenerator out, ColumnPlan column, boolean nullable, List<String> values)
        throws IOException {
      switch (column.type().scalar()) {
        case STRING, TEXT, EMAIL, URL, TIME, UUID, BIGINT, DECIMAL -> type(out, "string", nullable);
        case DATE -> {
          type(out, "string", nullable);
          out.writeStringField("format", "date");
        }
        case DATETIME -> {
          type(out, "string", nullable);
          out.writeStringField("format", "date-time");
        }
        case ENUM -> {
          type(out, "string", nullable);
          if (!values.isEmpty() && String.join("|", values).length() <= MAX_VALUES) {
            out.writeArrayFieldStart("enum");
            for (String value : values) {
              out.writeString(value);
            }
            if (nullable) {
              out.writeNull();
            }
            out.writeEndArray();
          }
        }
        case BOOLEAN -> type(out, "boolean", nullable);
        case INTEGER, INTEGER_ID -> type(out, "integer", nullable);
        case NUMBER -> type(out, "number", nullable);
        case JSON -> {}
      }
      limits(out, column.constraints());
    }

    private static void limits(JsonGenerator out, FieldConstraints constraints) throws IOException {
      FieldConstraints.Text text = constraints.text();
      if (text != null) {
        if (text.minLength() > 0) {
          out.writeNumberField("minLength", text.minLength());
        }
        out.writeNumberField("maxLength", text.maxLength());
      }
      number(out, "minimum", constraints.range().minimum());
      number(out, "maximum", constraints.range().maximum());
    }

    private static void number(JsonGenerator out, String name, @Nullable BigDecimal bound)
        throws IOException {
      if (bound != null) {
        out.writeFieldName(name);
        out.writeNumber(bound.toPlainString());
      }
    }

    private static void type(JsonGenerator out, String type, boolean nullable) throws IOException {
      if (nullable) {
        strings(out, "type", List.of(type, "null"));
      } else {
        out.writeStringField("type", type);
      }
    }

    private static String description(
        ResourceView view, ColumnPlan column, CrudOperation operation) {
      String moves =
          operation == CrudOperation.UPDATE && column.hasMoves()
              ? "moves: "
                  + view.moves(column).stream()
                      .map(m -> m.from() + "->" + m.to())
                      .distinct()
                      .collect(Collectors.joining(", "))
              : "";
      return Stream.of(shortened(column.description()).strip(), target(column), moves)
          .filter(part -> !part.isEmpty())
          .collect(Collectors.joining("; "));
    }

    static void strings(JsonGenerator out, String name, List<String> values) throws IOException {
      out.writeArrayFieldStart(name);
      for (String value : values) {
        out.writeString(value);
      }
      out.writeEndArray();
    }
  }
}
