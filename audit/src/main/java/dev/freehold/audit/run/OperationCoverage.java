package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Site;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.ApiDescription.OperationMatcher;
import dev.freehold.description.DescribedOperation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Counts the operations that were called and gave a response other than 5xx.
final class OperationCoverage implements PassiveProbe {
  private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,100}(@|%40)[\\w.-]{1,100}");

  private final ApiDescription description;
  private final OperationMatcher routes;
  private final Set<DescribedOperation> seen = new LinkedHashSet<>();
  private final Optional<DescribedOperation> signup;
  private final Set<String> signedUpEmails = new LinkedHashSet<>();

  OperationCoverage(ApiDescription description, Optional<DescribedOperation> signup) {
    this.description = description;
    this.signup = signup;
    this.routes = new OperationMatcher(description);
  }

  @Override
  public synchronized void onExchange(AuditExchange exchange) {
    if (exchange.status() < 500) {
      Optional<DescribedOperation> operation =
          routes.operation(exchange.call().method(), exchange.call().target());
      operation.ifPresent(seen::add);
      if (operation.isPresent() && operation.equals(signup) && exchange.answer().isSuccess()) {
        Matcher email = EMAIL.matcher(exchange.call().bodyText());
        signedUpEmails.add(email.find() ? email.group() : "without an email address");
      }
    }
  }

  /// Email addresses that probes signed up; these accounts stay.
  synchronized Set<String> signedUpEmails() {
    return Set.copyOf(signedUpEmails);
  }

  synchronized int called() {
    return seen.size();
  }

  synchronized List<String> uncalledOperations() {
    return description.operations().stream()
        .filter(each -> !seen.contains(each))
        .map(DescribedOperation::toString)
        .toList();
  }

  @Override
  public String id() {
    return "coverage";
  }

  @Override
  public String title() {
    return "every operation was called";
  }

  @Override
  public Set<ChecklistItem> checklistItems() {
    return Set.of(ChecklistItem.ENDPOINTS);
  }

  @Override
  public boolean isSafe() {
    return true;
  }

  @Override
  public ProbeVerdict run(Site site) {
    return new ProbeVerdict.Passed(called());
  }
}
