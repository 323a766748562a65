package dev.freehold.audit.site;

import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Finds the sign-in operations of a description by common names.
final class AuthenticationOperationFinder {
  private static final Pattern SIGN_UP =
      Pattern.compile(
          "(?i).*/(sign-?_?up|register|registration|registrations|create-?_?account|join)(/\\w+)?/?");
  private static final Pattern PEOPLE = Pattern.compile("(?i).*/(users|accounts|people)/?");
  private static final Pattern LOG_IN =
      Pattern.compile("(?i).*/(log-?_?in|sign-?_?in|sessions?|authenticate)(/\\w+)?/?");
  private static final Pattern TOKEN = Pattern.compile("(?i).*/(tokens?|access-?_?token)/?");
  private static final Pattern AUTH = Pattern.compile("(?i).*/auth/?");
  private static final Pattern CSRF = Pattern.compile("(?i).*/[\\w-]*(csrf|xsrf)[\\w-]*/?");
  private static final Pattern REFRESH = Pattern.compile("(?i).*refresh.*");
  private static final Pattern LOG_OUT = Pattern.compile("(?i).*/(log-?_?out|sign-?_?out)/?");
  private static final Pattern OWN_SESSION =
      Pattern.compile("(?i).*/sessions?(/(current|me|self))?/?");
  private static final Pattern ME = Pattern.compile("(?i).*/(me|whoami|profile|current-?_?user)/?");

  private AuthenticationOperationFinder() {}

  static Optional<DescribedOperation> signup(ApiDescription description) {
    return post(description, SIGN_UP)
        .or(() -> first(description, AuthenticationOperationFinder::makesPerson));
  }

  /// `POST /users` with a password is a sign-up.
  private static boolean makesPerson(DescribedOperation operation) {
    return operation.method().equals("POST")
        && !operation.isProtected()
        && PEOPLE.matcher(operation.path()).matches()
        && CredentialsBody.hasPassword(operation);
  }

  static Optional<DescribedOperation> login(ApiDescription description) {
    return post(description, LOG_IN)
        .or(() -> post(description, TOKEN))
        .or(
            () ->
                first(
                    description,
                    each ->
                        each.method().equals("POST")
                            && !each.isProtected()
                            && AUTH.matcher(each.path()).matches()
                            && CredentialsBody.hasPassword(each)));
  }

  static Optional<DescribedOperation> refresh(ApiDescription description) {
    return first(
        description,
        each -> each.method().equals("POST") && REFRESH.matcher(each.path()).matches());
  }

  static Optional<DescribedOperation> logout(ApiDescription description) {
    return post(description, LOG_OUT)
        .or(
            () ->
                first(
                    description,
                    each ->
                        each.method().equals("DELETE")
                            && OWN_SESSION.matcher(each.path()).matches()));
  }

  static Optional<DescribedOperation> me(ApiDescription description) {
    return first(
        description, each -> each.method().equals("GET") && ME.matcher(each.path()).matches());
  }

  /// The operation that gives a CSRF token, as a cookie, in a header or in its body.
  static Optional<DescribedOperation> csrf(ApiDescription description) {
    return first(
        description, each -> each.method().equals("GET") && CSRF.matcher(each.path()).matches());
  }

  /// The header in which operations want the CSRF token.
  static Optional<String> csrfHeader(ApiDescription description) {
    return description.operations().stream()
        .flatMap(each -> each.parameters(Parameter.Location.HEADER).stream())
        .map(Parameter::name)
        .filter(name -> name.matches("(?i).*(csrf|xsrf).*"))
        .findFirst();
  }

  private static Optional<DescribedOperation> post(ApiDescription description, Pattern path) {
    return first(
        description,
        each ->
            each.method().equals("POST")
                && path.matcher(each.path()).matches()
                && !REFRESH.matcher(each.path()).matches());
  }

  private static Optional<DescribedOperation> first(
      ApiDescription description, Predicate<DescribedOperation> condition) {
    return description.operations().stream().filter(condition).findFirst();
  }
}
