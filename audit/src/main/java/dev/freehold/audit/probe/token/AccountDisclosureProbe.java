package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.JsonLeaf;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.ResponseComparison;
import dev.freehold.audit.probe.ResponseComparison.ComparedResponse;
import dev.freehold.audit.probe.TimingComparison;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Checks whether a forgotten password, a lookup or a sign-up tells anybody which email addresses
/// have an account. [UserEnumerationProbe] is about log-in.
///
/// A sign-up whose description declares 409 says what it does: that is no finding. Not safe: the
/// server may send messages to the account of the audit.
public final class AccountDisclosureProbe extends AbstractProbe {
  private static final Pattern FORGOT =
      Pattern.compile("(?i).*(forgot|forgotten|reset|recover|lost|magic|resend|passwordless).*");
  private static final Pattern ADDRESS = Pattern.compile("(user)?e?mail(address)?");
  private static final int PAIRS = 3;
  private static final String PASSWORD = "Audit-7-correct-horse-battery";
  private static final String REMEDY =
      "Return one response in the same time, whether the address has an account or not, and tell"
          + " only the owner of the address by message.";

  public AccountDisclosureProbe() {
    super(
        "token.account-answers",
        "neither a forgotten password nor a lookup reveals whether an account exists",
        false,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    String email =
        site.authentication().signUpAnother().map(AuditUser::email).orElse(site.userA().email());
    if (email == null) {
      return findings.verdict("no account with a known email address");
    }
    for (DescribedOperation operation : site.description().operations()) {
      boolean isForgot =
          operation.method().equals("POST") && FORGOT.matcher(operation.path()).matches();
      boolean mayCall = site.mayCall(operation, site.anonymous());
      if (mayCall && (isForgot || operation.method().equals("GET"))) {
        address(site, operation, isForgot)
            .ifPresent(point -> compare(site, point, isForgot, email, findings));
      }
    }
    signUp(site, email, findings);
    return findings.verdict("no operation takes an email address");
  }

  /// The place for an address in an operation that needs no sign-in: nobody who forgot a password can
  /// sign in, whatever else the document asks for, such as a CSRF token.
  private static Optional<InjectionPoint> address(
      Site site, DescribedOperation operation, boolean isForgot) {
    return operation.isProtected() && !isForgot
        ? Optional.empty()
        : InjectionPoint.of(site, operation).stream()
            .filter(point -> point.place() != InjectionPoint.Place.HEADER)
            .filter(point -> ADDRESS.matcher(lastName(point.name())).matches())
            .findFirst();
  }

  private static String lastName(String name) {
    return JsonLeaf.plain(name.substring(name.lastIndexOf('.') + 1));
  }

  private static void compare(
      Site site, InjectionPoint point, boolean isForgot, String email, FindingCollector findings) {
    Function<String, AuditExchange> send =
        address ->
            site.sendWithoutRetry(
                site.anonymous(), site.authentication().asVisitor(point.request().apply(address)));
    Optional<String> difference = difference(send, email);
    String title = isForgot ? "a forgotten password" : "a lookup";
    AuditExchange known = send.apply(email);
    if (known.status() == 401 || known.status() == 403 || known.status() == 429) {
      return;
    }
    findings.countCheck();
    Optional<String> found =
        difference.or(
            () ->
                TimingComparison.significantDifference(
                        () -> time(send, email), () -> time(send, unused(email)), PAIRS)
                    .map(medians -> "the time: " + medians));
    found.ifPresent(
        what ->
            findings.addFinding(
                Severity.MEDIUM,
                "User enumeration: " + title + " reveals whether an account exists",
                point.operation(),
                "compared with an address without an account: " + what,
                known,
                Weakness.BROKEN_AUTHENTICATION,
                REMEDY));
  }

  private static Duration time(Function<String, AuditExchange> send, String email) {
    return send.apply(email).answer().time();
  }

  /// How the response for an address with an account differs, twice, from two without; empty if the
  /// server limits the requests.
  private static Optional<String> difference(Function<String, AuditExchange> send, String email) {
    String one = unused(email);
    String other = unused(email);
    List<AuditExchange> all =
        List.of(send.apply(one), send.apply(email), send.apply(other), send.apply(email));
    if (all.stream().anyMatch(each -> each.status() == 429)) {
      return Optional.empty();
    }
    ComparedResponse missing = new ComparedResponse(one, all.get(0).answer());
    ComparedResponse alsoMissing = new ComparedResponse(other, all.get(2).answer());
    List<String> first =
        ResponseComparison.differences(
            new ComparedResponse(email, all.get(1).answer()), missing, alsoMissing);
    List<String> second =
        ResponseComparison.differences(
            new ComparedResponse(email, all.get(3).answer()), missing, alsoMissing);
    return first.stream().filter(second::contains).findFirst();
  }

  private static void signUp(Site site, String email, FindingCollector findings) {
    Optional<DescribedOperation> signup = site.authentication().signup();
    Optional<ClientRequest> call = site.authentication().signupCall(email, PASSWORD);
    if (signup.isEmpty() || call.isEmpty() || signup.get().responses().containsKey("409")) {
      return;
    }
    AuditExchange taken = site.sendWithoutRetry(site.anonymous(), call.get());
    findings.countCheck();
    String text = taken.answer().text().toLowerCase(Locale.ROOT);
    boolean tells =
        taken.status() == 409
            || (taken.status() >= 400
                && text.matches("(?s).*(already|exists|taken|in use|registered|duplicate).*"));
    if (tells) {
      findings.addFinding(
          Severity.LOW,
          "User enumeration: sign-up reveals whether an account exists",
          signup.get(),
          taken.status() + " for an address that has an account",
          taken,
          Weakness.BROKEN_AUTHENTICATION,
          "Answer every sign-up alike and confirm it by message; or limit sign-ups and declare the"
              + " status 409 in the description.");
    }
  }

  /// An address of the same form and length that has no account.
  private static String unused(String email) {
    int at = email.indexOf('@');
    return NonexistentValue.id(email.substring(0, at)).toLowerCase(Locale.ROOT)
        + email.substring(at);
  }
}
