package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.HeldBackOperation;
import dev.freehold.audit.TokenPlacement;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.audit.site.DescribedAuthenticationFlow;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds where requests carry a token: tries the likely places with requests that are refused without
/// one.
final class TokenPlacementFinder {
  /// The requests that are tried without a token, and those of them that are then used: one may be
  /// for a role only.
  private static final int MAX_TRIES = 12;

  private static final int MAX_CLOSED = 3;
  private static final Set<Integer> REFUSALS = Set.of(401, 403, 302, 303);

  private final AuditClient sender;
  private final ApiDescription description;
  private final DescribedAuthenticationFlow accounts;
  private @Nullable List<AuditExchange> closed;

  TokenPlacementFinder(
      AuditClient sender, ApiDescription description, DescribedAuthenticationFlow accounts) {
    this.sender = sender;
    this.description = description;
    this.accounts = accounts;
  }

  /// The user with its token in the place that opens a closed operation.
  ///
  /// @return empty if no place does
  Optional<AuditUser> opened(AuditUser user) {
    for (TokenPlacement each : accounts.placements(challenges())) {
      AuditUser placed = user.with(each);
      if (opens(placed)) {
        accounts.use(each);
        return Optional.of(placed);
      }
    }
    return Optional.empty();
  }

  /// The user with its token in the likeliest place.
  AuditUser likeliest(AuditUser user) {
    return user.with(accounts.placements(challenges()).getFirst());
  }

  /// Whether a request is known that only a signed-in user can make.
  boolean canProve() {
    return !closed().isEmpty();
  }

  boolean opens(AuditUser user) {
    return closed().stream().anyMatch(each -> sender.send(user, each.call()).answer().isSuccess());
  }

  /// Whether name and password themselves may sign a request in.
  boolean takesBasic() {
    return accounts.takesBasic(challenges());
  }

  private List<String> challenges() {
    return closed().stream()
        .flatMap(
            each -> each.answer().headers().getOrDefault("www-authenticate", List.of()).stream())
        .toList();
  }

  private List<AuditExchange> closed() {
    List<AuditExchange> known = closed;
    if (known == null) {
      known = search();
      closed = known;
    }
    return known;
  }

  private List<AuditExchange> search() {
    Set<DescribedOperation> operations = new LinkedHashSet<>();
    accounts.me().ifPresent(operations::add);
    description.operations().stream()
        .filter(DescribedOperation::isProtected)
        .forEach(operations::add);
    operations.addAll(description.operations());
    HeldBackOperation.of(description, accounts).stream()
        .map(HeldBackOperation::operation)
        .forEach(operations::remove);
    List<AuditExchange> found = new ArrayList<>();
    int tries = 0;
    for (DescribedOperation each : operations) {
      boolean simple =
          each.method().equals("GET")
              && !each.path().contains("{")
              && each.parameters(Parameter.Location.QUERY).stream().noneMatch(Parameter::required);
      if (!simple || tries == MAX_TRIES || found.size() == MAX_CLOSED) {
        continue;
      }
      tries++;
      AuditExchange exchange =
          sender.send(AuditUser.ANONYMOUS, ClientRequest.get(description.base() + each.path()));
      if (REFUSALS.contains(exchange.status())) {
        found.add(exchange);
      }
    }
    return found;
  }
}
