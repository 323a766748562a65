package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.SessionCookies;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.audit.site.DescribedAuthenticationFlow;
import dev.freehold.audit.site.RandomIdentifiers;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Creates the users of an audit and signs them in.
final class AuditUserFactory {
  private static final int MOST = 12;

  private final AuditClient sender;
  private final DescribedAuthenticationFlow accounts;
  private final List<AuditUser> createdUsers = new ArrayList<>();

  AuditUserFactory(AuditClient sender, DescribedAuthenticationFlow accounts) {
    this.sender = sender;
    this.accounts = accounts;
  }

  /// The users with accounts that the audit created.
  List<AuditUser> createdUsers() {
    return createdUsers;
  }

  /// Signs up and signs in a new user.
  ///
  /// @throws AuditStartException if the sign-up fails, with the response of the server
  AuditUser signUp(String label) {
    String email = "freehold-audit-" + RandomIdentifiers.random(10) + "@example.com";
    String password = RandomIdentifiers.password();
    SessionCookies before = beforeSignIn();
    ClientRequest signup =
        accounts
            .signupCall(email, password)
            .orElseThrow(
                () ->
                    new AuditStartException(
                        "the description has no sign-up operation. Give --token-a and --token-b,"
                            + " or --profile"));
    AuditExchange exchange = sender.send(AuditUser.ANONYMOUS, signup);
    if (!exchange.answer().isSuccess()) {
      throw new AuditStartException(
          "sign-up (" + signup + ") returned " + responseText(exchange) + HINT);
    }
    Optional<String> id = accounts.userId(exchange.answer());
    AuditUser made = new AuditUser(label, email, password, id.orElse(null), null, null);
    Optional<AuditUser> signedIn = withToken(made, exchange);
    if (signedIn.isEmpty()) {
      signedIn =
          accounts.loginCalls(email, password).isEmpty()
              ? withCookies(made, exchange, before)
              : Optional.of(loggedIn(made));
    }
    AuditUser user =
        signedIn.orElseThrow(
            () ->
                new AuditStartException(
                    "sign-up returned neither a token nor a cookie, and the description has no"
                        + " log-in operation"
                        + HINT));
    createdUsers.add(user);
    return user;
  }

  private static final String HINT = ". Give --token-a and --token-b, or --profile";

  /// Status and the first line of a response, without the token of its user.
  static String responseText(AuditExchange exchange) {
    String token = exchange.user().token();
    String whole = exchange.answer().text().strip();
    String text = token == null ? whole : whole.replace(token, exchange.user().shellVariable());
    String line = text.lines().findFirst().orElse("");
    return exchange.status() + " " + (line.length() > 200 ? line.substring(0, 200) : line);
  }

  AuditUser logInExisting(String label, AuditProfile.ProfileAccount account) {
    return loggedIn(new AuditUser(label, account.email(), account.password(), null, null, null));
  }

  /// Signs in a user whose session has ended; empty if its password is not known or is refused.
  Optional<AuditUser> signInAgain(AuditUser user) {
    if (user.email() == null || user.password() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(loggedIn(user));
    } catch (AuditStartException _) {
      return Optional.empty();
    }
  }

  /// Gets the cookies and the CSRF token that the server gives before sign-in, for the next requests
  /// of sign-in.
  private SessionCookies beforeSignIn() {
    SessionCookies before =
        accounts
            .csrfCall()
            .map(call -> accounts.cookies(sender.send(AuditUser.ANONYMOUS, call).answer(), true))
            .orElse(SessionCookies.NONE);
    accounts.visit(before);
    return before;
  }

  private Optional<AuditUser> withToken(AuditUser user, AuditExchange exchange) {
    return accounts
        .accessToken(exchange.answer())
        .map(
            token -> {
              String id = user.id() == null ? subject(token) : user.id();
              return new AuditUser(
                  user.label(),
                  user.email(),
                  user.password(),
                  id,
                  token,
                  accounts.refreshToken(exchange.answer()).orElse(null));
            });
  }

  private Optional<AuditUser> withCookies(
      AuditUser user, AuditExchange exchange, SessionCookies before) {
    SessionCookies given = accounts.cookies(exchange.answer(), false);
    if (!exchange.answer().isSuccess() && exchange.status() / 100 != 3) {
      return Optional.empty();
    }
    if (given.cookies().isEmpty()) {
      return Optional.empty();
    }
    SessionCookies session = before.with(given);
    return Optional.of(user.with(session.csrf().isEmpty() ? session : renewed(user, session)));
  }

  /// Servers renew the CSRF token at sign-in; where it has a route, that gives the one that counts.
  private SessionCookies renewed(AuditUser user, SessionCookies session) {
    return accounts
        .csrfCall()
        .map(call -> sender.send(user.with(session), call))
        .filter(exchange -> exchange.answer().isSuccess())
        .map(exchange -> session.with(accounts.cookies(exchange.answer(), true)))
        .orElse(session);
  }

  /// Logs a user in. Tries each form of the request once, so that no account is locked.
  private AuditUser loggedIn(AuditUser user) {
    String email = Objects.requireNonNull(user.email());
    String password = Objects.requireNonNull(user.password());
    List<ClientRequest> forms = accounts.loginCalls(email, password);
    if (forms.isEmpty()) {
      throw new AuditStartException("the description has no log-in operation" + HINT);
    }
    List<String> refusals = new ArrayList<>();
    for (int i = 0; i < forms.size(); i++) {
      SessionCookies before = beforeSignIn();
      AuditExchange exchange =
          sender.send(AuditUser.ANONYMOUS, accounts.loginCalls(email, password).get(i));
      Optional<AuditUser> found =
          withToken(user, exchange).or(() -> withCookies(user, exchange, before));
      if (found.isPresent()) {
        accounts.choose(i);
        return found.get();
      }
      String wanted = SignInObstacle.of(exchange.answer()).map(SignInObstacle::remedy).orElse("");
      if (!wanted.isEmpty()) {
        throw new AuditStartException(
            "log-in of user "
                + user.label()
                + " returned "
                + responseText(exchange)
                + ". "
                + wanted);
      }
      refusals.add(responseText(exchange));
    }
    throw new AuditStartException(
        "log-in of user "
            + user.label()
            + " ("
            + forms.getFirst()
            + ") gave no token and no cookie: "
            + String.join("; ", refusals)
            + HINT);
  }

  /// Whether the audit signed up this user.
  boolean isCreated(AuditUser user) {
    String email = user.email();
    return email != null && createdUsers.stream().anyMatch(each -> email.equals(each.email()));
  }

  /// Signs up a user with the same label, for one whose account is lost.
  Optional<AuditUser> replace(AuditUser user) {
    try {
      return Optional.of(signUp(user.label()));
    } catch (AuditStartException _) {
      return Optional.empty();
    }
  }

  static AuditUser ofToken(String label, String token) {
    return new AuditUser(label, null, null, subject(token), token, null);
  }

  /// Signs up another user for probes that end a session; empty if that fails or the limit is
  /// reached.
  Optional<AuditUser> signUpAnother() {
    if (createdUsers.isEmpty() || createdUsers.size() >= MOST) {
      return Optional.empty();
    }
    try {
      return Optional.of(signUp(String.valueOf((char) ('A' + Math.max(2, createdUsers.size())))));
    } catch (AuditStartException _) {
      return Optional.empty();
    }
  }

  /// The claim `sub`, without verification: only the server can verify the token.
  private static @Nullable String subject(String token) {
    List<String> parts = List.of(token.split("\\.", -1));
    if (parts.size() != 3) {
      return null;
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts.get(1));
      Object subject = new JsonObject(new String(claims, StandardCharsets.UTF_8)).getValue("sub");
      return subject == null ? null : subject.toString();
    } catch (IllegalArgumentException | DecodeException | ClassCastException _) {
      return null;
    }
  }
}
