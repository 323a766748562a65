package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.SessionCookies;
import dev.freehold.audit.TokenPlacement;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.audit.site.DescribedAuthenticationFlow;
import dev.freehold.audit.site.RandomIdentifiers;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.ApiDescription;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Creates the users of an audit and signs them in.
final class AuditUserFactory {
  private static final int MOST = 12;

  private final AuditClient sender;
  private final DescribedAuthenticationFlow accounts;
  private final TokenPlacementFinder places;
  private final List<AuditUser> createdUsers = new ArrayList<>();
  private final Map<String, ClientRequest> logins = new HashMap<>();

  AuditUserFactory(
      AuditClient sender, ApiDescription description, DescribedAuthenticationFlow accounts) {
    this.sender = sender;
    this.accounts = accounts;
    this.places = new TokenPlacementFinder(sender, description, accounts);
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
          "sign-up (" + signup + ") returned " + responseText(exchange) + remedy(exchange));
    }
    Optional<String> id = accounts.userId(exchange.answer());
    AuditUser made = new AuditUser(label, email, password, id.orElse(null), null, null);
    AuditUser user = afterSignUp(made, exchange, before);
    createdUsers.add(user);
    return user;
  }

  /// A sign-up may sign in; what it gives may also be something else than a token.
  private AuditUser afterSignUp(AuditUser made, AuditExchange exchange, SessionCookies before) {
    Optional<AuditUser> given = signedIn(made, exchange, before);
    if (given.isPresent() && isProved(given.get())) {
      return given.get();
    }
    String email = Objects.requireNonNull(made.email());
    String password = Objects.requireNonNull(made.password());
    if (!accounts.loginCalls(email, password).isEmpty()) {
      return loggedIn(made, Optional.of(exchange));
    }
    return withPassword(made, email, password)
        .or(() -> given)
        .orElseThrow(
            () ->
                new AuditStartException(
                    "sign-up returned neither a token nor a cookie ("
                        + responseText(exchange)
                        + "), and the description has no log-in operation"
                        + remedy(exchange)));
  }

  /// Not to be asked of cookies: where log-in follows, it renews them.
  private boolean isProved(AuditUser user) {
    return user.session() == null && isProvedNow(user);
  }

  /// The user with what a response gives: the token or the cookies that open something, else the
  /// token, else the cookies.
  private Optional<AuditUser> signedIn(
      AuditUser user, AuditExchange exchange, SessionCookies before) {
    Optional<AuditUser> token = withToken(user, exchange);
    Optional<AuditUser> placed = token.flatMap(places::opened);
    if (placed.isPresent()) {
      return placed;
    }
    Optional<AuditUser> cookies = withCookies(user, exchange, before);
    return token.isEmpty() || cookies.filter(places::opens).isPresent()
        ? cookies
        : token.map(places::likeliest);
  }

  /// Name and password themselves, if the server takes them with each request (RFC 7617).
  private Optional<AuditUser> withPassword(AuditUser user, String email, String password) {
    if (!places.takesBasic()) {
      return Optional.empty();
    }
    List<String> forms = accounts.basicTokens(email, password);
    for (int i = 0; i < forms.size(); i++) {
      AuditUser basic = user.with(forms.get(i), null).with(TokenPlacement.BASIC);
      if (places.opens(basic)) {
        accounts.choose(i);
        accounts.use(TokenPlacement.BASIC);
        return Optional.of(basic);
      }
    }
    return Optional.empty();
  }

  private static final String HINT =
      ". Give --token-a and --token-b, two sign-ins with --login-curl, or --profile";

  /// What to hand over instead.
  private static String remedy(AuditExchange exchange) {
    return SignInObstacle.of(exchange.answer()).map(each -> ". " + each.remedy()).orElse(HINT);
  }

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

  /// Signs a user in with this request: with what its response gives, or, if the request is one of a
  /// signed-in user, with what it has.
  ///
  /// @throws AuditStartException if neither signs in, with the response of the server
  AuditUser logInWith(String label, ClientRequest login) {
    logins.put(label, login);
    AuditExchange exchange = sender.send(AuditUser.ANONYMOUS, login);
    String id = accounts.userId(exchange.answer()).orElse(null);
    AuditUser user = new AuditUser(label, null, null, id, null, null);
    SessionCookies sent = accounts.cookies(login);
    return signedIn(user, exchange, sent)
        .or(() -> withHeadersOf(login, user, sent).filter(each -> isOpened(exchange, each)))
        .orElseThrow(
            () ->
                new AuditStartException(
                    "the request of --login-curl for user "
                        + label
                        + " ("
                        + login.method()
                        + " "
                        + login.target().replaceFirst("\\?.*", "")
                        + ") gave no token and no cookie: "
                        + responseText(exchange)
                        + remedy(exchange)));
  }

  private boolean isOpened(AuditExchange exchange, AuditUser user) {
    return exchange.answer().isSuccess() && isProvedNow(user);
  }

  private static Optional<AuditUser> withHeadersOf(
      ClientRequest request, AuditUser user, SessionCookies sent) {
    Optional<AuditUser> token =
        request.headers().stream()
            .filter(each -> each.name().equalsIgnoreCase("Authorization"))
            .map(each -> each.value().split("\\s+", 2))
            .filter(words -> words.length == 2)
            .map(words -> user.with(words[1], null).with(TokenPlacement.scheme(words[0])))
            .findFirst();
    return token.isPresent() || sent.cookies().isEmpty() ? token : Optional.of(user.with(sent));
  }

  /// Signs in a user whose session has ended; empty if its password is not known or is refused.
  Optional<AuditUser> signInAgain(AuditUser user) {
    ClientRequest login = logins.get(user.label());
    if (login != null) {
      try {
        return Optional.of(logInWith(user.label(), login));
      } catch (AuditStartException _) {
        return Optional.empty();
      }
    }
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

  private AuditUser loggedIn(AuditUser user) {
    return loggedIn(user, Optional.empty());
  }

  /// Logs a user in. Tries each form of the request once, so that no account is locked.
  ///
  /// @param signUp may say why the log-in is refused
  private AuditUser loggedIn(AuditUser user, Optional<AuditExchange> signUp) {
    String email = Objects.requireNonNull(user.email());
    String password = Objects.requireNonNull(user.password());
    List<ClientRequest> forms = accounts.loginCalls(email, password);
    if (forms.isEmpty()) {
      return withPassword(user, email, password)
          .orElseThrow(
              () ->
                  new AuditStartException(
                      places.takesBasic()
                          ? "the name and the password of user "
                              + user.label()
                              + " open nothing with the scheme Basic"
                              + HINT
                          : "the description has no log-in operation" + HINT));
    }
    List<String> refusals = new ArrayList<>();
    for (int i = 0; i < forms.size(); i++) {
      SessionCookies before = beforeSignIn();
      AuditExchange exchange =
          sender.send(AuditUser.ANONYMOUS, accounts.loginCalls(email, password).get(i));
      Optional<AuditUser> found = signedIn(user, exchange, before);
      String wanted = SignInObstacle.of(exchange.answer()).map(SignInObstacle::remedy).orElse("");
      // A first factor may give a token or a cookie too, which opens nothing.
      if (found.isPresent() && (wanted.isEmpty() || isProvedNow(found.get()))) {
        accounts.choose(i);
        return found.get();
      }
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
    Optional<AuditUser> basic = withPassword(user, email, password);
    if (basic.isPresent()) {
      return basic.get();
    }
    throw new AuditStartException(
        "log-in of user "
            + user.label()
            + " ("
            + forms.getFirst()
            + ") gave no token and no cookie: "
            + String.join("; ", refusals)
            + signUp
                .filter(each -> SignInObstacle.of(each.answer()).isPresent())
                .map(each -> ". Sign-up had returned " + responseText(each) + remedy(each))
                .orElse(HINT));
  }

  private boolean isProvedNow(AuditUser user) {
    return !places.canProve() || places.opens(user);
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

  /// A user with a token, or with `name:password` where the server takes the scheme Basic.
  AuditUser ofToken(String label, String token) {
    AuditUser user = new AuditUser(label, null, null, subject(token), token, null);
    Optional<AuditUser> opened = places.opened(user);
    if (opened.isEmpty() && places.takesBasic()) {
      String encoded =
          token.contains(":")
              ? Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8))
              : token;
      opened =
          Optional.of(user.with(encoded, null).with(TokenPlacement.BASIC)).filter(places::opens);
      opened.ifPresent(_ -> accounts.use(TokenPlacement.BASIC));
    }
    return opened.orElseGet(() -> places.likeliest(user));
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
