package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.description.DescribedOperation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rows that a server created where a probe did not expect it: a request that should have been
/// refused, or an operation that is no collection. They are deleted or named like every other.
final class SurpriseRows {
  private final Site site;
  private final Set<String> left = new LinkedHashSet<>();

  SurpriseRows(Site site) {
    this.site = site;
  }

  /// Registers the rows of a probe's 2xx responses to `POST` that the probe did not.
  void add(ProbeTrace trace) {
    for (ProbeTrace.Creation each : trace.creations()) {
      if (each.operation().filter(this::isSignIn).isEmpty()) {
        add(each.operation(), each.exchange());
      }
    }
  }

  /// The rows without a collection in which they could be deleted, as `POST /exports: 17`.
  List<String> left() {
    return List.copyOf(left);
  }

  private boolean isSignIn(DescribedOperation operation) {
    AuthenticationFlow accounts = site.authentication();
    return Stream.of(accounts.signup(), accounts.login(), accounts.refresh())
        .anyMatch(each -> each.equals(Optional.of(operation)));
  }

  private void add(Optional<DescribedOperation> operation, AuditExchange exchange) {
    Optional<ResourceCollection> collection =
        operation.flatMap(
            created ->
                site.collections().stream()
                    .filter(each -> each.create().equals(Optional.of(created)))
                    .findFirst());
    Optional<String> id = EnvelopeReader.row(exchange.answer()).flatMap(EnvelopeReader::id);
    if (collection.isPresent()) {
      boolean known =
          id.isPresent()
              && site.createdRows().stream()
                  .anyMatch(
                      row ->
                          row.id().equals(id.get())
                              && row.collection().path().equals(collection.get().path()));
      if (!known) {
        site.trackCreatedRow(collection.get(), exchange);
      }
    } else if (exchange.status() == 201 && id.isPresent()) {
      left.add(
          exchange.call().method()
              + " "
              + OperationCoverage.path(exchange.call().target())
              + ": "
              + id.get());
    }
  }
}
