package dev.freehold.audit.input;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Signing up with an e-mail that has an account, and with text that is none.
///
/// A server may answer both as if it had worked, so as not to tell who has an account: only who gets in has one. Not safe: where one is
/// taken an account is left behind.
public final class SecondSignUp extends Question {
  private static final String PASSWORD = "Audit-8-other-horse-battery";
  private static final Set<String> EMAILS = Set.of("email", "e_mail", "mail", "emailAddress");
  private static final Why WHY = Why.SIGN_IN;

  public SecondSignUp() {
    super(
        "input.sign-up-email",
        "an e-mail is one, and has one account",
        false,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Operation> signup = site.accounts().signup();
    String email = site.a().email();
    if (signup.isPresent() && email != null) {
      again(site, signup.get(), email, tally);
      for (String none : List.of("zq" + Other.word(), "zq @" + Other.word() + "..")) {
        noAddress(site, signup.get(), none, tally);
      }
    }
    return tally.verdict("no operation that signs up");
  }

  private static void again(Site site, Operation signup, String email, Tally tally) {
    Optional<Call> call = site.accounts().signupCall(email, PASSWORD);
    if (call.isEmpty()) {
      return;
    }
    Exchange exchange = site.send(site.nobody(), call.get());
    tally.check();
    if (getsIn(site, exchange, email)) {
      tally.found(
          Severity.MEDIUM,
          "an e-mail that has an account is taken for a second one",
          signup,
          exchange.status() + " for A's e-mail with another password, which lets in",
          exchange,
          WHY,
          "Make the e-mail unique, without regard to case, in the database.");
    }
  }

  private static void noAddress(Site site, Operation signup, String none, Tally tally) {
    Optional<Call> call =
        site.accounts().signupCall(none, PASSWORD).filter(each -> isEmail(each, none));
    if (call.isEmpty()) {
      return;
    }
    Exchange exchange = site.send(site.nobody(), call.get());
    tally.check();
    if (getsIn(site, exchange, none)) {
      tally.found(
          Severity.LOW,
          "text that is no e-mail is taken for one",
          signup,
          exchange.status() + " for the e-mail \"" + none + "\"",
          exchange,
          Why.INPUT,
          "Ask for one @ with something on both sides at least, better for a letter that was"
              + " answered.");
    }
  }

  /// Where a name is all that is asked for, anything may be one.
  private static boolean isEmail(Call call, String text) {
    String body = call.bodyText();
    return body.startsWith("{")
        && new JsonObject(body)
            .stream().anyMatch(e -> EMAILS.contains(e.getKey()) && text.equals(e.getValue()));
  }

  private static boolean getsIn(Site site, Exchange signedUp, String email) {
    if (!signedUp.answer().isSuccess()) {
      return false;
    }
    return site.accounts().accessToken(signedUp.answer()).isPresent()
        || site.accounts()
            .loginCall(email, PASSWORD)
            .map(call -> site.send(site.nobody(), call).answer())
            .flatMap(site.accounts()::accessToken)
            .isPresent();
  }
}
