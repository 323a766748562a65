package dev.freehold.audit.run;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Observer;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import dev.freehold.description.Routes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which operations of the description were called and answered without a 5xx.
final class Coverage implements Observer {
  private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,100}(@|%40)[\\w.-]{1,100}");

  private final Description description;
  private final Routes routes;
  private final Set<Operation> seen = new LinkedHashSet<>();
  private final Optional<Operation> signup;
  private final Set<String> accounts = new LinkedHashSet<>();

  Coverage(Description description, Optional<Operation> signup) {
    this.description = description;
    this.signup = signup;
    this.routes = new Routes(description);
  }

  @Override
  public synchronized void see(Exchange exchange) {
    if (exchange.status() < 500) {
      Optional<Operation> operation =
          routes.operation(exchange.call().method(), exchange.call().target());
      operation.ifPresent(seen::add);
      if (operation.isPresent() && operation.equals(signup) && exchange.answer().isSuccess()) {
        Matcher email = EMAIL.matcher(exchange.call().bodyText());
        accounts.add(email.find() ? email.group() : "without an e-mail");
      }
    }
  }

  /// E-mails that probes signed up themselves: accounts that stay.
  synchronized Set<String> accounts() {
    return Set.copyOf(accounts);
  }

  synchronized int called() {
    return seen.size();
  }

  synchronized List<String> missing() {
    return description.operations().stream()
        .filter(each -> !seen.contains(each))
        .map(Operation::toString)
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
  public Set<ChecklistItem> proves() {
    return Set.of(ChecklistItem.ENDPOINTS);
  }

  @Override
  public boolean isSafe() {
    return true;
  }

  @Override
  public Verdict run(Site site) {
    return new Verdict.Held(called());
  }
}
