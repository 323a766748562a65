package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.JsonLeaf;
import dev.freehold.description.ApiDescription.OperationMatcher;
import dev.freehold.description.DescribedOperation;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the email address of one user of the audit in a response to the other, or to an anonymous
/// client, who did not send it. Addresses of rows, such as those of customers, are no accounts.
public final class PersonalDataProbe extends AbstractProbe implements PassiveProbe {
  private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,100}(?:@|%40)[\\w.-]{1,100}");
  private static final int MAX_SENT = 4_000;
  private static final int MAX_KEPT = 300;
  private static final int MAX_LENGTH = 256 << 10;

  private final FindingCollector findings = new FindingCollector(this);

  /// The addresses in requests, by the label of their sender.
  private final Map<String, Set<String>> sent = new LinkedHashMap<>();

  /// The first response with an address to each user from each path.
  private final Map<String, AuditExchange> shown = new LinkedHashMap<>();

  private int seen;

  public PersonalDataProbe() {
    super(
        "access.personal-data",
        "no response shows the email address of another user",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public synchronized void onExchange(AuditExchange exchange) {
    seen++;
    Set<String> ofSender = sent.computeIfAbsent(exchange.user().label(), _ -> new HashSet<>());
    String text = exchange.call().target() + " " + exchange.call().bodyText();
    Matcher email = EMAIL.matcher(text.substring(0, Math.min(MAX_SENT, text.length())));
    while (email.find()) {
      ofSender.add(email.group().replace("%40", "@"));
    }
    if (exchange.isSuccess()
        && exchange.call().method().equals("GET")
        && shown.size() < MAX_KEPT
        && exchange.answer().length() < MAX_LENGTH
        && exchange.answer().text().contains("@")) {
      shown.putIfAbsent(
          exchange.user().label() + " " + exchange.call().target().replaceFirst("\\?.*", ""),
          exchange);
    }
  }

  @Override
  public synchronized ProbeVerdict run(Site site) {
    if (seen > 0) {
      findings.countCheck();
    }
    OperationMatcher routes = new OperationMatcher(site.description());
    for (AuditUser person : List.of(site.userA(), site.userB())) {
      String email = person.email();
      if (email != null) {
        shown.values().stream()
            .filter(exchange -> !exchange.user().label().equals(person.label()))
            .filter(exchange -> !sentBy(exchange.user()).contains(email))
            .filter(exchange -> !hasOtherCredentials(exchange))
            .filter(exchange -> shows(exchange, email))
            .forEach(exchange -> judge(routes, exchange, person));
      }
    }
    return findings.verdict("there were no responses");
  }

  private Set<String> sentBy(AuditUser user) {
    return sent.getOrDefault(user.label(), Set.of());
  }

  /// A probe of tokens sends the token of a user as an anonymous client.
  private static boolean hasOtherCredentials(AuditExchange exchange) {
    return exchange.user().token() == null
        && (exchange.call().target().contains("token")
            || exchange.call().headers().stream()
                .anyMatch(header -> header.name().matches("(?i)authorization|cookie|x-.*")));
  }

  private static boolean shows(AuditExchange exchange, String email) {
    return JsonLeaf.of(exchange.answer().json().orElse(null)).stream()
        .anyMatch(leaf -> leaf.text().equals(email));
  }

  private void judge(OperationMatcher routes, AuditExchange exchange, AuditUser person) {
    Optional<DescribedOperation> operation =
        routes.operation(exchange.call().method(), exchange.call().target());
    if (operation.filter(DeclaredAccess::allowsEveryUser).isPresent()) {
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "Excessive data exposure: the email address of another user is shown",
        operation.map(Object::toString).orElse("other paths"),
        exchange.status() + " for " + exchange.user() + " with the address of " + person,
        exchange,
        Weakness.EXCESSIVE_DATA_EXPOSURE,
        "Show other users by a name that they chose. Return email addresses and telephone numbers"
            + " only to the account itself.");
  }
}
