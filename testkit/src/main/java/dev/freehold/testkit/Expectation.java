package dev.freehold.testkit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An assertion on a response. Its texts may contain variables, as those of [TestRequest].
public sealed interface Expectation {

  /// The status is one of these.
  record ExpectedStatus(List<Integer> any) implements Expectation {
    public ExpectedStatus {
      any = List.copyOf(any);
    }
  }

  /// `error.code`.
  record ExpectedErrorCode(String code) implements Expectation {}

  /// What stands at a [JsonPath] of the body: of an object the members that stand here, of a list every element, of anything
  /// else the value itself. Numbers are the same where their values are.
  record BodyPart(String at, @Nullable Object value) implements Expectation {}

  /// An object at that [JsonPath] has these members and no other.
  record ExactKeys(String at, Set<String> names) implements Expectation {
    public ExactKeys {
      names = Set.copyOf(names);
    }
  }

  /// One of `error.details` is about the field, with one of these codes.
  record FieldErrorDetail(String field, Set<String> codes) implements Expectation {
    public FieldErrorDetail {
      codes = Set.copyOf(codes);
    }
  }

  /// @param value `*` for any; empty: the header does not stand there
  record ExpectedHeader(String name, String value) implements Expectation {}

  /// Anywhere in the body.
  record BodyContains(String text) implements Expectation {}

  record BodyOmits(String text) implements Expectation {}

  record EmptyBody() implements Expectation {}

  /// Status and body are those of an earlier step of the case, byte for byte, but for `requestId`.
  record SameResponse(int step) implements Expectation {}

  /// The `id`s of the rows of the list at that [JsonPath].
  record ExactRows(String at, List<String> ids, boolean ordered) implements Expectation {
    public ExactRows {
      ids = List.copyOf(ids);
    }
  }

  /// For a person.
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
      case BodyContains(String text) -> "'" + text + "' stands in the answer";
      case BodyOmits(String text) -> "'" + text + "' does not stand in the answer";
      case EmptyBody _ -> "no body";
      case SameResponse(int step) -> "the answer of call " + (step + 1) + ", byte for byte";
      case ExactRows(String at, List<String> ids, boolean ordered) ->
          at + " has exactly the rows " + ids + (ordered ? " in this order" : "");
    };
  }
}
