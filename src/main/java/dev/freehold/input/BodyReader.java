package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_NULL;
import static dev.freehold.problem.ViolationCode.READ_ONLY;
import static dev.freehold.problem.ViolationCode.REQUIRED;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.FieldValues;
import dev.freehold.query.View;
import dev.freehold.spec.Spec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a JSON body against the write set of one kind of caller: typed values, or every violation at once. Linear in the
/// body's length. A field that these callers may read and not write is said to be read-only; one that they may not read
/// either does not exist.
public final class BodyReader {
  private static final String FIXED = "must not be changed once the row is there";
  private static final String BY_THE_SERVER = "must not be given; the server sets it";
  private static final String BY_OTHERS = "must not be given; you may read it and not write it";

  private final Map<String, Member> members = new HashMap<>();
  private final List<WriteField> fields;
  private final List<String> names;
  private final boolean complete;
  private final Spec.IdType ids;
  private final RowChecks checks;

  /// What a key of the body means.
  private sealed interface Member {
    record Writable(int place, Column column) implements Member {}

    /// @param why a predicate to stand after the name
    record ReadOnly(String why) implements Member {}
  }

  private BodyReader(View view, List<WriteField> fields, boolean complete) {
    this.fields = fields;
    this.complete = complete;
    this.ids = view.plan().id();
    this.names = fields.stream().map(f -> f.column().name()).toList();
    this.checks = new RowChecks(view.plan().table(), names, complete);
    List<Column> written = view.plan().create().stream().map(WriteField::column).toList();
    view.read()
        .forEach(
            c ->
                members.put(
                    c.name(),
                    new Member.ReadOnly(written.contains(c) ? BY_OTHERS : BY_THE_SERVER)));
    view.create().stream()
        .filter(f -> !view.plan().update().contains(f))
        .forEach(f -> members.put(f.column().name(), new Member.ReadOnly(FIXED)));
    for (int i = 0; i < fields.size(); i++) {
      members.put(names.get(i), new Member.Writable(i, fields.get(i).column()));
    }
  }

  /// Reads against the create set, and asks for the required fields.
  public static BodyReader ofCreate(View view) {
    return new BodyReader(view, view.create(), true);
  }

  /// Reads against the update set; any subset will do.
  public static BodyReader ofUpdate(View view) {
    return new BodyReader(view, view.update(), false);
  }

  /// Whether the body begins as an array does: several rows.
  public static boolean isArray(byte[] body) {
    int at = 0;
    while (at < body.length && " \t\r\n".indexOf(body[at]) >= 0) {
      at++;
    }
    return at < body.length && body[at] == '[';
  }

  /// @return values by their place in the write set
  /// @throws ProblemException of [dev.freehold.problem.Problem.MalformedJson] or [dev.freehold.problem.Problem.Invalid]
  public FieldValues read(byte[] body) {
    Violations violations = new Violations();
    FieldValues values =
        StrictJson.read(
            body,
            in -> {
              if (in.currentToken() == JsonToken.START_OBJECT) {
                return object(in, violations, null);
              }
              StrictJson.skip(in);
              violations.addNoObject();
              return new FieldValues(0);
            });
    violations.throwIfAny();
    return values;
  }

  /// Reads an array of rows. Violations name the row: `[3].title`.
  ///
  /// @param max rows
  /// @return one to `max` of them, in the order of the body
  /// @throws ProblemException as [#read]
  public List<FieldValues> readMany(byte[] body, int max) {
    return rows(body, max, (in, _, violations) -> object(in, violations, null));
  }

  /// Reads an array of rows that each have the key `id`, no two the same.
  ///
  /// @param max rows
  /// @return one to `max` of them, in the order of the body
  /// @throws ProblemException as [#read]
  public List<Identified> readManyWithId(byte[] body, int max) {
    RowIds rowIds = new RowIds(ids);
    return rows(
        body,
        max,
        (in, row, violations) -> {
          FieldValues values = object(in, violations, rowIds);
          Object id = rowIds.end(row, violations);
          return id == null ? null : new Identified(id, values);
        });
  }

  /// Reads one row of several; null where it is not whole, which the violations then say.
  private interface RowReading<T> {
    @Nullable T read(JsonParser in, int row, Violations violations) throws IOException;
  }

  private static <T> List<T> rows(byte[] body, int max, RowReading<T> reading) {
    Violations violations = new Violations();
    List<T> rows = StrictJson.read(body, in -> rows(in, max, reading, violations));
    violations.throwIfAny();
    return rows;
  }

  private static <T> List<T> rows(
      JsonParser in, int max, RowReading<T> reading, Violations violations) throws IOException {
    List<T> rows = new ArrayList<>();
    if (in.currentToken() != JsonToken.START_ARRAY) {
      StrictJson.skip(in);
      violations.addWhole(TYPE, "The body must be an array.");
      return rows;
    }
    int count = 0;
    for (; in.nextToken() != JsonToken.END_ARRAY; count++) {
      if (count >= max || violations.isFull()) {
        StrictJson.skip(in);
      } else if (in.currentToken() != JsonToken.START_OBJECT) {
        StrictJson.skip(in);
        violations.add("[" + count + "]", TYPE, "must be an object");
      } else {
        violations.under("[" + count + "].");
        T row = reading.read(in, count, violations);
        violations.under("");
        if (row != null) {
          rows.add(row);
        }
      }
    }
    if (count == 0) {
      violations.addWhole(REQUIRED, "The body must have at least one row.");
    } else if (count > max) {
      violations.addWhole(TOO_MANY, "The body must have at most " + max + " rows.");
    }
    return rows;
  }

  private FieldValues object(JsonParser in, Violations violations, @Nullable RowIds rowIds)
      throws IOException {
    FieldValues values = new FieldValues(fields.size());
    BitSet bad = new BitSet();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      if (rowIds != null && name.equals(RowIds.NAME)) {
        rowIds.take(in, violations);
        continue;
      }
      switch (members.get(name)) {
        case Member.Writable(int place, Column column) ->
            member(in, place, column, values, bad, violations);
        case Member.ReadOnly(String why) -> {
          violations.add(name, READ_ONLY, why);
          StrictJson.skip(in);
        }
        case null -> {
          violations.addUnknown(name, names);
          StrictJson.skip(in);
        }
      }
    }
    if (complete) {
      missing(values, bad, violations);
    }
    checks.hold(values, bad, violations);
    return values;
  }

  private static void member(
      JsonParser in,
      int place,
      Column column,
      FieldValues values,
      BitSet bad,
      Violations violations)
      throws IOException {
    if (in.currentToken() != JsonToken.VALUE_NULL) {
      // A bad value counts as given: it is not missing too.
      Object value = JsonValue.read(in, column, violations);
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

  private void missing(FieldValues values, BitSet bad, Violations violations) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).required() && !values.isGiven(i)) {
        bad.set(i);
        violations.add(names.get(i), REQUIRED, "must be given");
      }
    }
  }
}
