package dev.freehold.openapi;

import dev.freehold.openapi.ValueSchema.Direction;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The schemas of one field: in responses and in request bodies.
final class FieldSchema {
  private FieldSchema() {}

  static void inResponse(JsonObjectWriter schema, ResourcePlan resource, ColumnPlan column)
      throws IOException {
    String own = column.role() == ColumnPlan.Role.FIELD ? column.description() : "";
    schema.describe(own, FieldDescription.ofResponse(column));
    if (column.role() == ColumnPlan.Role.ID) {
      IdSchema.schema(schema, resource);
    } else {
      ValueSchema.write(
          schema,
          column.type(),
          rules(column),
          column.nullable() || column.isReadByRow(),
          column.maxItems(),
          Direction.RESPONSE);
    }
    if (isReadOnly(resource, column)) {
      schema.inFull(f -> f.put("readOnly", true));
    }
    readers(schema, column);
    reference(schema, column);
  }

  /// Who may read the column, if that is not everyone who may read the row.
  static void readers(JsonObjectWriter schema, ColumnPlan column) throws IOException {
    if (column.isReadByRow()) {
      schema.put("x-read", Access.text(column.readers()));
    } else if (!column.readers().isEmpty()) {
      schema.strings("x-read-roles", roles(column.readers()));
    }
  }

  /// @param creating whether the default replaces an omitted value
  static void inRequestBody(
      JsonObjectWriter schema, ResourcePlan resource, ColumnPlan column, boolean creating)
      throws IOException {
    schema.note(FieldDescription.ofRequestBody(column, creating));
    if (creating && column.hasMoves()) {
      start(schema, column);
    } else {
      ValueSchema.write(
          schema,
          column.type(),
          rules(column),
          column.nullable(),
          column.maxItems(),
          Direction.REQUEST);
    }
    if (creating && column.defaultValue() != null) {
      // Generators take `default` for a value that is always sent.
      schema.value("x-default", column.type(), column.defaultValue());
    }
    if (resource.readColumns().stream().noneMatch(c -> c.name().equals(column.name()))) {
      schema.inFull(f -> f.put("writeOnly", true));
    }
    if (column.isWrittenByRow()) {
      schema.put("x-write", Access.text(column.writers()));
    } else if (!column.writers().isEmpty()) {
      schema.strings("x-write-roles", roles(column.writers()));
    }
    schema.inFull(f -> reference(f, column));
  }

  /// The value of a new row. That null or a boolean is the only one stands in the description: a type of
  /// one value that is no text fails in generated clients.
  private static void start(JsonObjectWriter schema, ColumnPlan column) throws IOException {
    Object start = column.defaultValue();
    FieldConstraints only =
        new FieldConstraints(
            null,
            FieldConstraints.NONE.range(),
            start == null ? List.of() : List.of(start.toString()));
    if (start == null) {
      schema.strings(
          "type",
          List.of(column.type().scalar() == ScalarType.BOOLEAN ? "boolean" : "string", "null"));
    } else {
      ValueSchema.write(schema, column.type(), only, false, Direction.REQUEST);
    }
  }

  private static FieldConstraints rules(ColumnPlan column) {
    return column.type().scalar() == ScalarType.INTEGER_ID
        ? new FieldConstraints(
            null,
            new FieldConstraints.Range(
                BigDecimal.ONE, BigDecimal.valueOf(ScalarType.MAX_INTEGER_ID)),
            List.of())
        : column.constraints();
  }

  /// @param grants to roles alone
  private static List<String> roles(List<Access.Grant> grants) {
    return grants.stream()
        .flatMap(g -> g instanceof Access.Grant.Role(String name) ? Stream.of(name) : Stream.of())
        .toList();
  }

  private static void reference(JsonObjectWriter schema, ColumnPlan column) throws IOException {
    ColumnPlan.Reference reference = column.reference();
    if (reference == null) {
      return;
    }
    if (reference.many()) {
      if (reference.person()) {
        schema.put("x-people", true);
        personRoles(schema, reference);
      } else {
        schema.put("x-refs", reference.target());
      }
    } else if (reference.person()) {
      schema.put("x-person", true);
      personRoles(schema, reference);
    } else {
      schema.put("x-ref", reference.target());
    }
  }

  /// The roles of which an account must have one when the field is set.
  private static void personRoles(JsonObjectWriter schema, ColumnPlan.Reference reference)
      throws IOException {
    if (!reference.roles().isEmpty()) {
      schema.strings("x-person-roles", reference.roles());
    }
  }

  private static boolean isReadOnly(ResourcePlan resource, ColumnPlan column) {
    return resource.createFields().stream().noneMatch(f -> f.column().name().equals(column.name()))
        && resource.updateFields().stream().noneMatch(f -> f.column().name().equals(column.name()));
  }

  /// The description of a field: facts that its schema cannot express.
  public static final class FieldDescription {
    private FieldDescription() {}

    /// The description of a field in a response.
    public static String ofResponse(ColumnPlan column) {
      List<String> notes = new ArrayList<>();
      about(notes, column);
      reference(notes, column);
      moves(notes, column);
      stamp(notes, column);
      copy(notes, column);
      String readers = readers(column);
      if (!readers.isEmpty()) {
        notes.add(
            readers
                + (column.isReadByRow() ? " Null in rows where the caller is none of them." : ""));
      }
      return String.join(" ", notes);
    }

    /// Who may read a column: a sentence; empty for everyone who may read the row.
    static String readers(ColumnPlan column) {
      return column.readers().isEmpty()
          ? ""
          : "Only for "
              + (column.isReadByRow()
                  ? "`" + Access.text(column.readers()).replace('`', '\'') + "`"
                  : roles(FieldSchema.roles(column.readers())))
              + ".";
    }

    /// Whose queries may name a column: a sentence; empty for everyone who may read the row.
    static String queries(ColumnPlan column) {
      String readers = readers(column);
      return column.isReadByRow()
          ? readers + " The caller must be one of them in every row that the caller may read."
          : readers;
    }

    /// The description of a field in a request body.
    ///
    /// @param creating whether the default replaces an omitted value
    public static String ofRequestBody(ColumnPlan column, boolean creating) {
      List<String> notes = new ArrayList<>();
      about(notes, column);
      reference(notes, column);
      moves(notes, column);
      FieldConstraints.Text text = column.constraints().text();
      if (text != null) {
        text(notes, text);
      }
      boolean array = column.type().array();
      if (column.type().scalar() == ScalarType.BIGINT) {
        numberText(notes, array ? "64-bit integers" : "A 64-bit integer", column);
      }
      if (column.type().scalar() == ScalarType.DECIMAL) {
        numberText(notes, array ? "Exact decimals" : "An exact decimal", column);
      }
      if (column.type().scalar() == ScalarType.NUMBER) {
        notes.add("A number that a double cannot hold exactly as written is refused.");
      }
      if (creating && column.defaultValue() != null && !column.hasMoves()) {
        notes.add("Default: `" + json(column, column.defaultValue()) + "`.");
      }
      Integer bytes = column.constraints().maxBytes();
      if (bytes != null) {
        notes.add("At most " + bytes + " bytes as text.");
      }
      if (column.isWrittenByRow()) {
        boolean conditions = column.writers().stream().anyMatch(g -> g.condition() != null);
        notes.add(
            "Only "
                + Access.text(column.writers())
                + " may write it."
                + (conditions ? " The condition is on the stored row, or on the new one." : ""));
      } else if (!column.writers().isEmpty()) {
        notes.add("Only " + roles(FieldSchema.roles(column.writers())) + " may write it.");
      }
      return String.join(" ", notes);
    }

    private static String json(ColumnPlan column, Object value) {
      String object =
          JsonObjectWriter.text(Detail.FULL, false, o -> o.value("", column.type(), value));
      return object.substring("{\"\":".length(), object.length() - 1).replace('`', '\'');
    }

    /// A list of roles: the roles `hr`, `boss`.
    public static String roles(List<String> roles) {
      return (roles.size() == 1 ? "the role " : "the roles ")
          + roles.stream().map(r -> "`" + r + "`").collect(Collectors.joining(", "));
    }

    private static void about(List<String> notes, ColumnPlan column) {
      if (!column.description().isEmpty()) {
        notes.add(column.description());
      }
    }

    private static void reference(List<String> notes, ColumnPlan column) {
      ColumnPlan.Reference reference = column.reference();
      if (reference == null) {
        return;
      }
      if (reference.person()) {
        notes.add(person(reference));
        return;
      }
      if (reference.many()) {
        notes.add(
            "Ids of rows of `"
                + reference.target()
                + "` that the caller may read, in order, each at most once. Deleting such a row"
                + " removes its id.");
        return;
      }
      notes.add("The id of a row of `" + reference.target() + "` that the caller may read.");
      notes.add(
          switch (reference.onDelete()) {
            case RESTRICT -> "The referenced row cannot be deleted.";
            case CASCADE -> "Deleting the referenced row deletes this row.";
            case SET_NULL -> "Deleting the referenced row sets it to null.";
          });
    }

    private static String person(ColumnPlan.Reference reference) {
      String role = reference.roles().isEmpty() ? "" : " with " + roles(reference.roles());
      return reference.many()
          ? "Ids of accounts" + role + ", in order, each at most once."
          : "The id of an account" + role + ".";
    }

    private static void moves(List<String> notes, ColumnPlan column) {
      if (column.hasMoves()) {
        Object start = column.defaultValue();
        notes.add(
            "A new row has "
                + (start == null ? "null" : "`" + start + "`")
                + ". The value changes only by a move: "
                + column.moves().stream()
                    .map(m -> "`" + m.change() + "` by " + Access.text(m.grants()))
                    .collect(Collectors.joining(", "))
                + ".");
      }
    }

    private static void stamp(List<String> notes, ColumnPlan column) {
      Spec.Stamp stamp = column.stamp();
      if (stamp != null) {
        notes.add(
            switch (stamp.value()) {
                  case NOW ->
                      (column.type().scalar() == ScalarType.DATE
                              ? "The day (UTC) on which"
                              : "The time at which")
                          + " the row came to meet";
                  case ME -> "The account that made the row meet";
                }
                + " `"
                + stamp.condition().text().replace('`', '\'')
                + "`, set by the server; null while it does not.");
      }
    }

    private static void copy(List<String> notes, ColumnPlan column) {
      ColumnPlan.Copy copy = column.copy();
      if (copy != null) {
        notes.add(
            "`" + copy.text() + "` at the time at which the row was created, set by the server.");
      }
    }

    private static void text(List<String> notes, FieldConstraints.Text text) {
      if (text.stripHtml()) {
        notes.add("HTML markup is removed.");
      }
      if (text.trim()) {
        notes.add("White space around it is removed.");
      }
      if (text.lowercase()) {
        notes.add("Stored in lower case.");
      }
      if (text.nfc()) {
        notes.add("Stored in Unicode Normalization Form C.");
      }
      if (text.pattern() != null) {
        notes.add("Must match `" + text.pattern().pattern() + "` (RE2).");
      }
      if (text.stripHtml() || text.trim() || text.nfc()) {
        notes.add("The length limits apply to the stored characters.");
      }
    }

    /// Describes the JSON types and the bounds, which the schema of a string cannot express.
    private static void numberText(List<String> notes, String what, ColumnPlan column) {
      notes.add(
          what
              + (column.type().array()
                  ? ", each as a string or a number; responses contain strings."
                  : ", as a string or a number; responses contain a string."));
      BigDecimal minimum = column.constraints().range().minimum();
      BigDecimal maximum = column.constraints().range().maximum();
      if (minimum != null) {
        notes.add("At least " + minimum.toPlainString() + ".");
      }
      if (maximum != null) {
        notes.add("At most " + maximum.toPlainString() + ".");
      }
    }
  }

  /// The schema of a row id in a body, a response and a path.
  public static final class IdSchema {
    private IdSchema() {}

    /// Integer ids start at 1.
    public static void schema(JsonObjectWriter schema, ResourcePlan resource) throws IOException {
      switch (resource.id()) {
        case INTEGER ->
            schema
                .put("type", "integer")
                .put("format", "int64")
                .inFull(
                    f ->
                        f.put("minimum", 1)
                            .number("maximum", Long.toString(ScalarType.MAX_INTEGER_ID)));
        case UUID -> schema.put("type", "string").put("format", "uuid");
      }
    }

    /// The id of the example row.
    public static void example(JsonObjectWriter to, String name, ResourcePlan resource)
        throws IOException {
      switch (resource.id()) {
        case INTEGER -> to.put(name, 1);
        case UUID -> to.put(name, ExampleValues.ROW_ID.toString());
      }
    }
  }
}
