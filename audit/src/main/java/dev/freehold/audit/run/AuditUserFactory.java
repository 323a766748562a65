package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
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
    Optional<String> token = accounts.accessToken(exchange.answer());
    if (token.isEmpty()) {
      exchange = login(email, password);
      token = accounts.accessToken(exchange.answer());
    }
    String text =
        token.orElseThrow(
            () -> new AuditStartException("neither sign-up nor log-in returned a token" + HINT));
    AuditUser user =
        new AuditUser(
            label,
            email,
            password,
            id.orElseGet(() -> subject(text)),
            text,
            accounts.refreshToken(exchange.answer()).orElse(null));
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
    AuditExchange exchange = login(account.email(), account.password());
    String token =
        accounts
            .accessToken(exchange.answer())
            .orElseThrow(
                () ->
                    new AuditStartException(
                        "log-in of user " + label + " returned " + exchange.status()));
    return new AuditUser(
        label,
        account.email(),
        account.password(),
        subject(token),
        token,
        accounts.refreshToken(exchange.answer()).orElse(null));
  }

  /// Signs in a user whose session has ended; empty if its password is not known or is refused.
  Optional<AuditUser> signInAgain(AuditUser user) {
    String email = user.email();
    String password = user.password();
    if (email == null || password == null || accounts.loginCall(email, password).isEmpty()) {
      return Optional.empty();
    }
    AuditExchange exchange = login(email, password);
    return accounts
        .accessToken(exchange.answer())
        .map(token -> user.with(token, accounts.refreshToken(exchange.answer()).orElse(null)));
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

  private AuditExchange login(String email, String password) {
    return sender.send(
        AuditUser.ANONYMOUS,
        accounts
            .loginCall(email, password)
            .orElseThrow(
                () -> new AuditStartException("the description has no log-in operation" + HINT)));
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
