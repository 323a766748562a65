package dev.freehold.audit.input;

import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Trace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A property that is not the client's to set, and a value for it that the server would not choose.
///
/// @param severity of taking it
/// @param what such as `the owner`, in the words of a title
record Intruder(String name, Object value, Severity severity, String what) {
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d.*");
  private static final String LONG_AGO = "2001-02-03T04:05:06Z";
  private static final Set<String> OF_RANK =
      Set.of("role", "roles", "is_admin", "is_superuser", "is_staff", "permissions", "scopes");
  private static final Map<String, Object> RANKS =
      Map.of("is_admin", true, "role", "admin", "is_superuser", true);

  /// For the bodies of rows like this one.
  ///
  /// @param described the properties that the description lets a client set
  /// @param other whose such a row shall be
  static List<Intruder> of(Row row, Set<String> described, Person other) {
    List<Intruder> all = new ArrayList<>();
    for (String name : row.shown().fieldNames()) {
      Object shown = row.shown().getValue(name);
      boolean isOwner = Trace.ownerNames().contains(name) && isOf(row.owner(), shown);
      if (isOwner && other.id() != null) {
        all.add(new Intruder(name, like(shown, other.id()), Severity.CRITICAL, "the owner"));
      } else if (!described.contains(name) && !isOwner) {
        of(name, shown).ifPresent(all::add);
      }
    }
    RANKS.forEach(
        (name, value) -> {
          if (!row.shown().containsKey(name) && !described.contains(name)) {
            all.add(new Intruder(name, value, Severity.HIGH, "a role"));
          }
        });
    return all;
  }

  /// A property that nobody knows.
  static Intruder unknown() {
    return new Intruder(
        "audit_" + Other.word(), Other.word(), Severity.HIGH, "a property that is not described");
  }

  private static Optional<Intruder> of(String name, @Nullable Object shown) {
    if (name.equals("id")) {
      return shown == null
          ? Optional.empty()
          : Optional.of(
              new Intruder(
                  name, like(shown, Other.id(shown.toString())), Severity.MEDIUM, "the id"));
    }
    Severity severity = OF_RANK.contains(name) ? Severity.CRITICAL : Severity.MEDIUM;
    return switch (shown) {
      case Boolean flag ->
          Optional.of(new Intruder(name, !flag, severity, "a property that it only shows"));
      case Number _ ->
          Optional.of(new Intruder(name, 424_242, severity, "a property that it only shows"));
      case String text when TIME.matcher(text).matches() ->
          Optional.of(new Intruder(name, LONG_AGO, severity, "a time that is the server's"));
      case String _ ->
          Optional.of(new Intruder(name, Other.word(), severity, "a property that it only shows"));
      case null, default -> Optional.empty();
    };
  }

  private static boolean isOf(Person person, @Nullable Object value) {
    return value != null && value.toString().equals(person.id());
  }

  /// Of the same JSON type.
  private static Object like(Object shown, String text) {
    return shown instanceof Number && text.matches("\\d{1,18}") ? Long.valueOf(text) : text;
  }

  JsonObject into(JsonObject body) {
    return body.copy().put(name, value);
  }

  /// Whether a row shows that it was taken.
  boolean isIn(JsonObject row) {
    Object shown = row.getValue(name);
    if (shown == null) {
      return false;
    }
    String text = shown instanceof JsonArray array ? array.encode() : shown.toString();
    return text.equals(value.toString())
        || (value.equals(LONG_AGO) && text.startsWith("2001-02-03"));
  }
}
