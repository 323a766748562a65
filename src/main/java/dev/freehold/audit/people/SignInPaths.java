package dev.freehold.audit.people;

import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import dev.freehold.description.Schema;
import dev.freehold.description.value.Sample;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Finds the operations of sign-in by the names that such paths go by.
final class SignInPaths {
  private static final Pattern SIGN_UP =
      Pattern.compile("(?i).*/(sign-?_?up|register|registration|registrations)(/\\w+)?/?");
  private static final Pattern PEOPLE = Pattern.compile("(?i).*/(users|accounts|people)/?");
  private static final Pattern LOG_IN =
      Pattern.compile("(?i).*/(log-?_?in|sign-?_?in|sessions?)(/\\w+)?/?");
  private static final Pattern TOKEN = Pattern.compile("(?i).*/(tokens?|access-?_?token)/?");
  private static final Pattern REFRESH = Pattern.compile("(?i).*refresh.*");
  private static final Pattern LOG_OUT = Pattern.compile("(?i).*/(log-?_?out|sign-?_?out)/?");
  private static final Pattern ME = Pattern.compile("(?i).*/(me|whoami|profile|current-?_?user)/?");

  private SignInPaths() {}

  static Optional<Operation> signup(Description description) {
    return post(description, SIGN_UP).or(() -> first(description, SignInPaths::makesPerson));
  }

  /// `POST /users` with a password is a sign-up.
  private static boolean makesPerson(Operation operation) {
    return operation.method().equals("POST")
        && !operation.isProtected()
        && PEOPLE.matcher(operation.path()).matches()
        && operation.json().flatMap(Sample::objectOf).map(Schema::properties).stream()
            .anyMatch(each -> each.containsKey("password"));
  }

  static Optional<Operation> login(Description description) {
    return post(description, LOG_IN).or(() -> post(description, TOKEN));
  }

  static Optional<Operation> refresh(Description description) {
    return first(
        description,
        each -> each.method().equals("POST") && REFRESH.matcher(each.path()).matches());
  }

  static Optional<Operation> logout(Description description) {
    return post(description, LOG_OUT);
  }

  static Optional<Operation> me(Description description) {
    return first(
        description, each -> each.method().equals("GET") && ME.matcher(each.path()).matches());
  }

  private static Optional<Operation> post(Description description, Pattern path) {
    return first(
        description,
        each ->
            each.method().equals("POST")
                && path.matcher(each.path()).matches()
                && !REFRESH.matcher(each.path()).matches());
  }

  private static Optional<Operation> first(
      Description description, Predicate<Operation> condition) {
    return description.operations().stream().filter(condition).findFirst();
  }
}
