package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_NULL;
import static dev.freehold.problem.ViolationCode.REQUIRED;
import static dev.freehold.problem.ViolationCode.TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A JSON object whose members are all strings. Read as strictly as the body of a row; reports
/// every violation of every member.
///
/// @param texts the members that are given and valid in form; each is Unicode text that PostgreSQL
///     can store
/// @param nulls the optional members that are null
/// @param violations of the other members, in the order of the body, followed by missing members
public record StringFieldsBody(
    Map<String, String> texts, Set<String> nulls, List<Violation> violations) {
  public StringFieldsBody {
    texts = Map.copyOf(texts);
    nulls = Set.copyOf(nulls);
    violations = List.copyOf(violations);
  }

  /// A member that the object may have. An optional one may be null.
  public record StringField(String name, boolean required) {
    public static StringField required(String name) {
      return new StringField(name, true);
    }

    public static StringField optional(String name) {
      return new StringField(name, false);
    }
  }

  /// Reads `body`.
  ///
  /// @throws dev.freehold.problem.ProblemException as [StrictJsonReader#read] does
  public static StringFieldsBody read(Buffer body, StringField... members) {
    return StrictJsonReader.read(body.getBytes(), in -> read(in, Arrays.asList(members), true));
  }

  /// Reads these members of `body`, of which another reader reads the rest and reports it.
  ///
  /// @throws dev.freehold.problem.ProblemException as [StrictJsonReader#read] does
  public static StringFieldsBody readAmongOthers(Buffer body, StringField... members) {
    return StrictJsonReader.read(body.getBytes(), in -> read(in, Arrays.asList(members), false));
  }

  /// Whether an optional member is given, as a valid text or null.
  public boolean has(String name) {
    return texts.containsKey(name) || nulls.contains(name);
  }

  /// The text of a member that is given and valid in form.
  public Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /// @param alone whether the object has no other member
  private static StringFieldsBody read(JsonParser in, List<StringField> members, boolean alone)
      throws IOException {
    ViolationCollector violations = new ViolationCollector();
    Map<String, String> texts = new HashMap<>();
    Set<String> nulls = new HashSet<>();
    if (in.currentToken() != JsonToken.START_OBJECT) {
      StrictJsonReader.skip(in);
      if (alone) {
        violations.addNotAnObject();
      }
      return new StringFieldsBody(texts, nulls, violations.all());
    }
    List<String> names = members.stream().map(StringField::name).toList();
    Set<String> seen = new HashSet<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      int place = names.indexOf(name);
      if (place < 0 && !alone) {
        StrictJsonReader.skip(in);
        continue;
      }
      if (place < 0) {
        violations.addUnknown(name, names);
      } else {
        seen.add(name);
        member(in, members.get(place), texts, nulls, violations);
      }
      StrictJsonReader.skip(in);
    }
    for (StringField member : members) {
      if (member.required() && !seen.contains(member.name())) {
        violations.add(member.name(), REQUIRED, "must be given");
      }
    }
    return new StringFieldsBody(texts, nulls, violations.all());
  }

  private static void member(
      JsonParser in,
      StringField member,
      Map<String, String> texts,
      Set<String> nulls,
      ViolationCollector violations)
      throws IOException {
    String name = member.name();
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      if (member.required()) {
        violations.add(name, NOT_NULL, "must not be null");
      } else {
        nulls.add(name);
      }
      return;
    }
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      violations.add(name, TYPE, "must be a string");
      return;
    }
    switch (ValueParser.parse(ScalarType.STRING, in.getText())) {
      case ValueResult.Valid(Object text) -> texts.put(name, (String) text);
      case ValueResult.Invalid invalid -> violations.add(name, invalid);
    }
  }
}
