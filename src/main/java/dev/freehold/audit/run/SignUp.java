package dev.freehold.audit.run;

import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.people.DescribedAccounts;
import dev.freehold.audit.people.Profile;
import dev.freehold.audit.site.Names;
import dev.freehold.audit.site.Sender;
import dev.freehold.call.Call;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes the people of an audit, each with a token.
final class SignUp {
  private static final int MOST = 12;

  private final Sender sender;
  private final DescribedAccounts accounts;
  private final List<Person> made = new ArrayList<>();

  SignUp(Sender sender, DescribedAccounts accounts) {
    this.sender = sender;
    this.accounts = accounts;
  }

  /// Those whose accounts are of this audit.
  List<Person> made() {
    return made;
  }

  /// Somebody new, signed in.
  ///
  /// @throws AuditFailed where the server does not let in, with what it answered
  Person fresh(String label) {
    String email = "freehold-audit-" + Names.random(10) + "@example.com";
    String password = Names.password();
    Call signup =
        accounts
            .signupCall(email, password)
            .orElseThrow(
                () ->
                    new AuditFailed(
                        "no sign-up is described. Give --token-a and --token-b, or --profile"));
    Exchange exchange = sender.send(Person.NOBODY, signup);
    if (!exchange.answer().isSuccess()) {
      throw new AuditFailed(
          "signing up (" + signup + ") was answered with " + said(exchange) + HINT);
    }
    Optional<String> id = accounts.userId(exchange.answer());
    Optional<String> token = accounts.accessToken(exchange.answer());
    if (token.isEmpty()) {
      exchange = login(email, password);
      token = accounts.accessToken(exchange.answer());
    }
    String text =
        token.orElseThrow(
            () -> new AuditFailed("neither sign-up nor log-in answered with a token" + HINT));
    Person person =
        new Person(
            label,
            email,
            password,
            id.orElseGet(() -> subject(text)),
            text,
            accounts.refreshToken(exchange.answer()).orElse(null));
    made.add(person);
    return person;
  }

  private static final String HINT = ". Give --token-a and --token-b, or --profile";

  private static String said(Exchange exchange) {
    String text = exchange.answer().text();
    String line = text.lines().findFirst().orElse("");
    return exchange.status() + " " + (line.length() > 200 ? line.substring(0, 200) : line);
  }

  Person known(String label, Profile.Account account) {
    Exchange exchange = login(account.email(), account.password());
    String token =
        accounts
            .accessToken(exchange.answer())
            .orElseThrow(
                () ->
                    new AuditFailed(
                        "log-in of " + label + " was answered with " + exchange.status()));
    return new Person(
        label,
        account.email(),
        account.password(),
        subject(token),
        token,
        accounts.refreshToken(exchange.answer()).orElse(null));
  }

  static Person ofToken(String label, String token) {
    return new Person(label, null, null, subject(token), token, null);
  }

  private Exchange login(String email, String password) {
    return sender.send(
        Person.NOBODY,
        accounts
            .loginCall(email, password)
            .orElseThrow(() -> new AuditFailed("no log-in is described" + HINT)));
  }

  /// One more, for probes that use up a session; empty where no more may be made.
  Optional<Person> another() {
    if (made.isEmpty() || made.size() >= MOST) {
      return Optional.empty();
    }
    try {
      return Optional.of(fresh(String.valueOf((char) ('A' + made.size()))));
    } catch (AuditFailed _) {
      return Optional.empty();
    }
  }

  /// The claim `sub`, unproved: the server is the one to prove it.
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
