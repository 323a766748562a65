package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_NULL;
import static dev.freehold.problem.ViolationCode.READ_ONLY;
import static dev.freehold.problem.ViolationCode.REQUIRED;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.plan.Column;
import dev.freehold.plan.FieldValues;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.ProblemException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a JSON body against a write set: typed values, or every violation at once. Linear in the body's length.
public final class BodyReader {
  private static final String FIXED = "must not be changed once the row is there";
  private static final String BY_THE_SERVER = "must not be given; the server sets it";

  private final Map<String, Member> members = new HashMap<>();
  private final List<ResourcePlan.WriteField> fields;
  private final List<String> names;
  private final boolean complete;

  /// What a key of the body means.
  private sealed interface Member {
    record Writable(int place, Column column) implements Member {}

    /// @param why a predicate to stand after the name
    record ReadOnly(String why) implements Member {}
  }

  private BodyReader(ResourcePlan plan, List<ResourcePlan.WriteField> fields, boolean complete) {
    this.fields = fields;
    this.complete = complete;
    this.names = fields.stream().map(f -> f.column().name()).toList();
    plan.create().forEach(f -> members.put(f.column().name(), new Member.ReadOnly(FIXED)));
    plan.read().stream()
        .filter(c -> !members.containsKey(c.name()))
        .forEach(c -> members.put(c.name(), new Member.ReadOnly(BY_THE_SERVER)));
    for (int i = 0; i < fields.size(); i++) {
      members.put(names.get(i), new Member.Writable(i, fields.get(i).column()));
    }
  }

  /// Reads against the create set, and asks for the required fields.
  public static BodyReader ofCreate(ResourcePlan plan) {
    return new BodyReader(plan, plan.create(), true);
  }

  /// Reads against the update set; any subset will do.
  public static BodyReader ofUpdate(ResourcePlan plan) {
    return new BodyReader(plan, plan.update(), false);
  }

  /// @return values by their place in the write set
  /// @throws ProblemException of [dev.freehold.problem.Problem.MalformedJson] or [dev.freehold.problem.Problem.Invalid]
  public FieldValues read(byte[] body) {
    Violations violations = new Violations();
    FieldValues values = StrictJson.read(body, in -> object(in, violations));
    violations.throwIfAny();
    return values;
  }

  private FieldValues object(JsonParser in, Violations violations) throws IOException {
    FieldValues values = new FieldValues(fields.size());
    if (in.currentToken() != JsonToken.START_OBJECT) {
      StrictJson.skip(in);
      violations.addNoObject();
      return values;
    }
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      switch (members.get(name)) {
        case Member.Writable(int place, Column column) ->
            member(in, place, column, values, violations);
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
      missing(values, violations);
    }
    return values;
  }

  private static void member(
      JsonParser in, int place, Column column, FieldValues values, Violations violations)
      throws IOException {
    if (in.currentToken() != JsonToken.VALUE_NULL) {
      // A bad value counts as given: it is not missing too.
      values.set(place, JsonValue.read(in, column, violations));
      return;
    }
    if (!column.nullable()) {
      violations.add(column.name(), NOT_NULL, "must not be null");
    }
    values.set(place, null);
  }

  private void missing(FieldValues values, Violations violations) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).required() && !values.isGiven(i)) {
        violations.add(names.get(i), REQUIRED, "must be given");
      }
    }
  }
}
