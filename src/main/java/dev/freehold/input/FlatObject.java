package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_NULL;
import static dev.freehold.problem.ViolationCode.REQUIRED;
import static dev.freehold.problem.ViolationCode.TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.problem.Violation;
import dev.freehold.type.Parsed;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.TextForm;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One JSON object whose members are all strings, read as strictly as a row's body: every fault of every member at once.
///
/// @param texts the members that are there and sound in form; every one is Unicode text that PostgreSQL can store
/// @param faults what is wrong with the others, in the order of the body, then what is missing
public record FlatObject(Map<String, String> texts, List<Violation> faults) {
  public FlatObject {
    texts = Map.copyOf(texts);
    faults = List.copyOf(faults);
  }

  /// One member that the object may have. An optional one may be absent or null, which is the same.
  public record Member(String name, boolean required) {
    public static Member required(String name) {
      return new Member(name, true);
    }

    public static Member optional(String name) {
      return new Member(name, false);
    }
  }

  /// Reads `body`.
  ///
  /// @throws dev.freehold.problem.ProblemException as [StrictJson#read] does
  public static FlatObject read(Buffer body, Member... members) {
    return StrictJson.read(body.getBytes(), in -> read(in, Arrays.asList(members)));
  }

  /// The text of a member that is there and sound in form.
  public Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  private static FlatObject read(JsonParser in, List<Member> members) throws IOException {
    Violations violations = new Violations();
    Map<String, String> texts = new HashMap<>();
    if (in.currentToken() != JsonToken.START_OBJECT) {
      StrictJson.skip(in);
      violations.addNoObject();
      return new FlatObject(texts, violations.all());
    }
    List<String> names = members.stream().map(Member::name).toList();
    Set<String> seen = new HashSet<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      int place = names.indexOf(name);
      if (place < 0) {
        violations.addUnknown(name, names);
      } else {
        seen.add(name);
        member(in, members.get(place), texts, violations);
      }
      StrictJson.skip(in);
    }
    for (Member member : members) {
      if (member.required() && !seen.contains(member.name())) {
        violations.add(member.name(), REQUIRED, "must be given");
      }
    }
    return new FlatObject(texts, violations.all());
  }

  private static void member(
      JsonParser in, Member member, Map<String, String> texts, Violations violations)
      throws IOException {
    String name = member.name();
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      if (member.required()) {
        violations.add(name, NOT_NULL, "must not be null");
      }
      return;
    }
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      violations.add(name, TYPE, "must be a string");
      return;
    }
    switch (TextForm.parse(Scalar.STRING, in.getText())) {
      case Parsed.Ok(Object text) -> texts.put(name, (String) text);
      case Parsed.Bad bad -> violations.add(name, bad);
    }
  }
}
