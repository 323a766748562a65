package dev.freehold.testkit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An assertion on a response. Its texts may contain variables, like those of [TestRequest].
public sealed interface Expectation {

  /// The status is one of the list.
  record ExpectedStatus(List<Integer> any) implements Expectation {
    public ExpectedStatus {
      any = List.copyOf(any);
    }
  }

  /// `error.code` has this value.
  record ExpectedErrorCode(String code) implements Expectation {}

  /// The value at a [JsonPath] of the body. An object must contain the given members, a list must
  /// have exactly the given elements, any other value must be equal. Numbers are compared by value.
  record BodyPart(String at, @Nullable Object value) implements Expectation {}

  /// The object at a [JsonPath] has exactly these members.
  record ExactKeys(String at, Set<String> names) implements Expectation {
    public ExactKeys {
      names = Set.copyOf(names);
    }
  }

  /// `error.details` has an entry for the field with one of these codes.
  record FieldErrorDetail(String field, Set<String> codes) implements Expectation {
    public FieldErrorDetail {
      codes = Set.copyOf(codes);
    }
  }

  /// @param value `*` for any value; empty if the header must be absent
  record ExpectedHeader(String name, String value) implements Expectation {}

  /// The text occurs in the body.
  record BodyContains(String text) implements Expectation {}

  record BodyOmits(String text) implements Expectation {}

  record EmptyBody() implements Expectation {}

  /// Status and body equal those of an earlier step of the case, except `requestId`.
  record SameResponse(int step) implements Expectation {}

  /// The list at a [JsonPath] has exactly the rows with these ids.
  record ExactRows(String at, List<String> ids, boolean ordered) implements Expectation {
    public ExactRows {
      ids = List.copyOf(ids);
    }
  }

  /// The assertion as text.
  default String describe() {
    return switch (this) {
      case ExpectedStatus(List<Integer> any) ->
          "status " + any.stream().map(String::valueOf).collect(Collectors.joining(" or "));
      case ExpectedErrorCode(String code) -> "error.code " + code;
      case BodyPart(String at, Object value) -> (at.isEmpty() ? "the body" : at) + " is " + value;
      case ExactKeys(String at, Set<String> names) ->
          at + " has exactly " + String.join(", ", new TreeSet<>(names));
      case FieldErrorDetail(String field, Set<String> codes) ->
          "a fault of '" + field + "': " + String.join(" or ", new TreeSet<>(codes));
      case ExpectedHeader(String name, String value) ->
          value.isEmpty() ? "no header " + name : "header " + name + ": " + value;
      case BodyContains(String text) -> "'" + text + "' in the response";
      case BodyOmits(String text) -> "'" + text + "' not in the response";
      case EmptyBody _ -> "no body";
      case SameResponse(int step) -> "the same response as request " + (step + 1);
      case ExactRows(String at, List<String> ids, boolean ordered) ->
          at + " has exactly the rows " + ids + (ordered ? " in this order" : "");
    };
  }
}
