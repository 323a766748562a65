package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_NULL;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.READ_ONLY;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.REQUIRED;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.query.FieldValues.EchoedValue;
import dev.freehold.query.ResourceView;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads a JSON body against the write set of one kind of caller. Returns typed values or reports
/// every violation. Runs in linear time. A field that the caller may read but not write is reported
/// as read-only; a field that the caller may not read either is reported as unknown.
public final class BodyReader {
  private static final String NOT_UPDATABLE = "must not be changed after the row is created";
  private static final String SET_BY_SERVER = "must not be given; the server sets it";
  private static final String NOT_WRITABLE = "must not be given; you may read it but not write it";

  private final Map<String, BodyMember> members = new HashMap<>();
  private final List<WriteField> fields;
  private final List<String> names;
  private final boolean complete;
  private final Spec.IdType ids;
  private final RowCheckValidator checks;

  /// The meaning of a key of the body.
  private sealed interface BodyMember {
    record Writable(int place, ColumnPlan column) implements BodyMember {}

    /// @param reason a predicate that follows the name in a message
    /// @param readable the column, if the caller may read it
    record ReadOnly(String reason, @Nullable ColumnPlan readable) implements BodyMember {}

    /// Another reader reads it from the same body.
    record Elsewhere() implements BodyMember {}
  }

  private BodyReader(ResourceView view, List<WriteField> fields, boolean complete) {
    this.fields = fields;
    this.complete = complete;
    this.ids = view.plan().id();
    this.names = fields.stream().map(f -> f.column().name()).toList();
    this.checks = new RowCheckValidator(view.plan().table(), names, complete);
    List<ColumnPlan> written = view.plan().createFields().stream().map(WriteField::column).toList();
    view.readColumns()
        .forEach(
            c ->
                members.put(
                    c.name(),
                    new BodyMember.ReadOnly(
                        written.contains(c) ? NOT_WRITABLE : SET_BY_SERVER, c)));
    view.createFields().stream()
        .filter(f -> !view.plan().updateFields().contains(f))
        .forEach(
            f ->
                members.put(
                    f.column().name(),
                    new BodyMember.ReadOnly(
                        NOT_UPDATABLE,
                        view.readColumns().contains(f.column()) ? f.column() : null)));
    for (int i = 0; i < fields.size(); i++) {
      members.put(names.get(i), new BodyMember.Writable(i, fields.get(i).column()));
    }
  }

  /// Reads against the create set. Required fields must be given.
  public static BodyReader ofCreate(ResourceView view) {
    return new BodyReader(view, view.createFields(), true);
  }

  /// Reads against the update set. Every subset of fields is allowed.
  public static BodyReader ofUpdate(ResourceView view) {
    return new BodyReader(view, view.updateFields(), false);
  }

  /// Reads against the update set, and passes over a member that is not of the row.
  ///
  /// @param other not a column of the resource
  public static BodyReader ofUpdateWith(ResourceView view, String other) {
    BodyReader reader = ofUpdate(view);
    reader.members.put(other, new BodyMember.Elsewhere());
    return reader;
  }

  /// Whether the body begins like an array, which holds several rows.
  public static boolean isArray(byte[] body) {
    int at = 0;
    while (at < body.length && " \t\r\n".indexOf(body[at]) >= 0) {
      at++;
    }
    return at < body.length && body[at] == '[';
  }

  /// @return values by their position in the write set
  /// @throws ProblemException of [dev.freehold.problem.Problem.MalformedJson] or
  ///     [dev.freehold.problem.Problem.Invalid]
  public FieldValues read(byte[] body) {
    ViolationCollector violations = new ViolationCollector();
    FieldValues values = read(body, violations, false);
    violations.throwIfAny();
    return values;
  }

  /// Reads one row.
  ///
  /// @param violations receives those of the body, and may have others
  /// @throws ProblemException of [dev.freehold.problem.Problem.MalformedJson]
  public FieldValues read(byte[] body, ViolationCollector violations) {
    return read(body, violations, false);
  }

  /// Reads one row that may have fields that the caller may read and not write. They are kept in
  /// [FieldValues#echoed], for a comparison with the stored row.
  ///
  /// @param violations receives those of the other fields
  /// @throws ProblemException of [dev.freehold.problem.Problem.MalformedJson]
  public FieldValues readWholeRow(byte[] body, ViolationCollector violations) {
    return read(body, violations, true);
  }

  private FieldValues read(byte[] body, ViolationCollector violations, boolean echoes) {
    return StrictJsonReader.read(
        body,
        in -> {
          if (in.currentToken() == JsonToken.START_OBJECT) {
            return object(in, violations, null, echoes);
          }
          StrictJsonReader.skip(in);
          violations.addNotAnObject();
          return new FieldValues(0);
        });
  }

  /// Reads an array of rows. Violations name the row: `[3].title`.
  ///
  /// @param max the maximum number of rows
  /// @return one to `max` rows, in the order of the body
  /// @throws ProblemException as [#read]
  public List<FieldValues> readMany(byte[] body, int max) {
    ViolationCollector violations = new ViolationCollector();
    List<FieldValues> rows =
        rows(body, max, (in, _, faults) -> object(in, faults, null, false), violations);
    violations.throwIfAny();
    return rows;
  }

  /// Reads an array of rows that each have the key `id`, and may have fields that the caller may read
  /// and not write, as in [#readWholeRow]. The ids must be distinct.
  ///
  /// @param max the maximum number of rows
  /// @param violations receives those of the other fields
  /// @return at most `max` rows with distinct ids, in the order of the body; a row whose id is a
  ///     violation is left out
  /// @throws ProblemException of [dev.freehold.problem.Problem.MalformedJson]
  public List<RowUpdate> readWholeRows(byte[] body, int max, ViolationCollector violations) {
    RowIdReader rowIds = new RowIdReader(ids);
    return rows(
        body,
        max,
        (in, row, faults) -> {
          FieldValues values = object(in, faults, rowIds, true);
          Object id = rowIds.finishRow(row, faults);
          return id == null ? null : new RowUpdate(row, id, values);
        },
        violations);
  }

  /// Reads one row of several; null for an invalid row, which is then a violation.
  private interface RowReader<T> {
    @Nullable T read(JsonParser in, int row, ViolationCollector violations) throws IOException;
  }

  private static <T> List<T> rows(
      byte[] body, int max, RowReader<T> reading, ViolationCollector violations) {
    return StrictJsonReader.read(body, in -> rows(in, max, reading, violations));
  }

  private static <T> List<T> rows(
      JsonParser in, int max, RowReader<T> reading, ViolationCollector violations)
      throws IOException {
    List<T> rows = new ArrayList<>();
    if (in.currentToken() != JsonToken.START_ARRAY) {
      StrictJsonReader.skip(in);
      violations.addForWholeRequest(TYPE, "The body must be an array.");
      return rows;
    }
    int count = 0;
    for (; in.nextToken() != JsonToken.END_ARRAY; count++) {
      if (count >= max || violations.isFull()) {
        StrictJsonReader.skip(in);
      } else if (in.currentToken() != JsonToken.START_OBJECT) {
        StrictJsonReader.skip(in);
        violations.add("[" + count + "]", TYPE, "must be an object");
      } else {
        violations.setPathPrefix("[" + count + "].");
        T row = reading.read(in, count, violations);
        violations.setPathPrefix("");
        if (row != null) {
          rows.add(row);
        }
      }
    }
    if (count == 0) {
      violations.addForWholeRequest(REQUIRED, "The body must have at least one row.");
    } else if (count > max) {
      violations.addForWholeRequest(TOO_MANY, "The body must have at most " + max + " rows.");
    }
    return rows;
  }

  private FieldValues object(
      JsonParser in, ViolationCollector violations, @Nullable RowIdReader rowIds, boolean echoes)
      throws IOException {
    FieldValues values = new FieldValues(fields.size());
    BitSet bad = new BitSet();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      if (rowIds != null && name.equals(RowIdReader.NAME)) {
        rowIds.read(in, violations);
        continue;
      }
      switch (members.get(name)) {
        case BodyMember.Writable(int place, ColumnPlan column) -> {
          member(in, place, column, values, bad, violations);
          if (complete) {
            start(place, column, values, bad, violations);
          }
        }
        case BodyMember.ReadOnly(String reason, ColumnPlan readable) -> {
          if (echoes && readable != null && mayEcho(in, readable)) {
            values.echo(name, new EchoedValue(readable.type(), StrictJsonReader.copy(in), reason));
          } else {
            violations.add(name, READ_ONLY, reason);
            StrictJsonReader.skip(in);
          }
        }
        case BodyMember.Elsewhere _ -> StrictJsonReader.skip(in);
        case null -> {
          violations.addUnknown(name, names);
          StrictJsonReader.skip(in);
        }
      }
    }
    if (complete) {
      missing(values, bad, violations);
    }
    checks.validate(values, bad, violations);
    return values;
  }

  /// Whether the value at the parser's token may be that of the column.
  private static boolean mayEcho(JsonParser in, ColumnPlan column) {
    return in.currentToken().isScalarValue()
        || column.type().array()
        || column.type().scalar() == ScalarType.JSON;
  }

  private static void member(
      JsonParser in,
      int place,
      ColumnPlan column,
      FieldValues values,
      BitSet bad,
      ViolationCollector violations)
      throws IOException {
    if (in.currentToken() != JsonToken.VALUE_NULL) {
      // An invalid value counts as given, so it is not reported as missing too.
      Object value = JsonValueReader.read(in, column, violations);
      bad.set(place, value == null);
      values.set(place, value);
      return;
    }
    if (!column.nullable()) {
      bad.set(place);
      violations.add(column.name(), NOT_NULL, "must not be null");
    }
    values.set(place, null);
  }

  /// Reports a value of a new row that is not the start of its moves.
  private static void start(
      int place, ColumnPlan column, FieldValues values, BitSet bad, ViolationCollector violations) {
    Object start = column.defaultValue();
    if (column.hasMoves() && !bad.get(place) && !Objects.equals(values.value(place), start)) {
      bad.set(place);
      violations.add(
          column.name(),
          NOT_ONE_OF,
          "must be " + (start instanceof String ? "'" + start + "'" : start) + " in a new row");
    }
  }

  private void missing(FieldValues values, BitSet bad, ViolationCollector violations) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).required() && !values.isGiven(i)) {
        bad.set(i);
        violations.add(names.get(i), REQUIRED, "must be given");
      }
    }
  }

  /// One row of the body of a bulk update.
  ///
  /// @param position in the body, from 0
  /// @param id [Long] or [java.util.UUID], as the resource has it
  /// @param values of the update set
  public record RowUpdate(int position, Object id, FieldValues values) {}

  /// Reads the row ids of one body. Each row must have an id, and the ids must be distinct.
  static final class RowIdReader {
    static final String NAME = "id";

    private final Spec.IdType type;
    private final Map<Object, Integer> rows = new HashMap<>();
    private @Nullable Object id;
    private boolean given;

    RowIdReader(Spec.IdType type) {
      this.type = type;
    }

    /// Reads the id at the parser's token.
    void read(JsonParser in, ViolationCollector violations) throws IOException {
      given = true;
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        violations.add(NAME, NOT_NULL, "must not be null");
        return;
      }
      switch (parse(in)) {
        case ValueResult.Valid(Object value) -> id = value;
        case ValueResult.Invalid invalid -> violations.add(NAME, invalid);
      }
    }

    private ValueResult parse(JsonParser in) throws IOException {
      return switch (type) {
        case INTEGER -> {
          ValueResult number =
              JsonValueReader.scalar(in, ScalarType.INTEGER_ID, FieldConstraints.NONE);
          yield number instanceof ValueResult.Valid(Object value) && (Long) value < 1
              ? new ValueResult.Invalid(ViolationCode.OUT_OF_RANGE, "must be at least 1")
              : number;
        }
        case UUID -> JsonValueReader.scalar(in, ScalarType.UUID, FieldConstraints.NONE);
      };
    }

    /// The id of the row that ends here; null if it has no valid id or repeats one, which is then a
    /// violation.
    ///
    /// @param row from 0
    @Nullable Object finishRow(int row, ViolationCollector violations) {
      Object current = id;
      if (!given) {
        violations.add(NAME, REQUIRED, "must be given");
      } else if (current != null) {
        Integer before = rows.putIfAbsent(current, row);
        if (before != null) {
          violations.add(NAME, REPEATED, "must not repeat the id of [" + before + "]");
          current = null;
        }
      }
      id = null;
      given = false;
      return current;
    }
  }
}
