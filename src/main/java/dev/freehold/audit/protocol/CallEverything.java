package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import dev.freehold.description.value.Sample;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Calls each operation of the document once as it is described.
public final class CallEverything extends Question {
  private static final String MARKER = "zqeverything";

  private final Tally tally = new Tally(this);

  public CallEverything() {
    super(
        "document.every-operation",
        "every operation of the document is there and answers",
        true,
        ChecklistItem.ENDPOINTS,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public Verdict run(Site site) {
    Set<Operation> ofAccounts = new LinkedHashSet<>();
    site.accounts().signup().ifPresent(ofAccounts::add);
    site.accounts().logout().ifPresent(ofAccounts::add);
    site.accounts().login().ifPresent(ofAccounts::add);
    site.accounts().refresh().ifPresent(ofAccounts::add);
    for (Operation each : site.description().operations()) {
      boolean reads = each.method().equals("GET") || each.method().equals("HEAD");
      if (ofAccounts.contains(each)) {
        continue;
      }
      if (reads || !site.isSafe()) {
        call(site, each);
      }
    }
    accounts(site);
    return tally.verdict("no operation");
  }

  private void call(Site site, Operation operation) {
    Optional<Collection> collection = collectionOf(site, operation);
    Map<String, String> values = site.pathValues(operation, site.a());
    if (operation.method().equals("DELETE") && collection.isPresent()) {
      // What is deleted here must not be a row that other probes look at.
      Optional<Row> row = site.make(collection.get(), site.a());
      if (row.isPresent() && !collection.get().idParameter().isEmpty()) {
        values = new java.util.LinkedHashMap<>(row.get().pathValues());
        values.put(collection.get().idParameter(), row.get().id());
      }
    }
    if (isOnMany(site, operation)) {
      // Without a condition it would reach rows that the audit did not make.
      return;
    }
    Call call = Call.of(operation.method(), site.target(operation, values));
    for (Parameter each : operation.parameters(Parameter.In.QUERY)) {
      if (each.required()) {
        call = call.query(each.name(), value(each));
      }
    }
    Optional<JsonObject> body = body(site, operation, collection);
    judge(
        operation,
        site.send(site.a(), body.isPresent() ? call.json(body.get()) : call),
        values.isEmpty(),
        collection,
        site);
  }

  private static String value(Parameter parameter) {
    return parameter
        .example()
        .or(
            () ->
                new Sample(MARKER, false)
                    .value(parameter.name(), parameter.schema())
                    .map(String::valueOf))
        .orElse("1");
  }

  private static boolean isOnMany(Site site, Operation operation) {
    return site.collections().stream()
        .anyMatch(
            each ->
                each.deleteMany().equals(Optional.of(operation))
                    || each.updateMany().equals(Optional.of(operation)));
  }

  private static Optional<Collection> collectionOf(Site site, Operation operation) {
    return site.collections().stream()
        .filter(
            each ->
                each.itemPath().equals(Optional.of(operation.path()))
                    || each.path().equals(operation.path()))
        .findFirst();
  }

  private static Optional<JsonObject> body(
      Site site, Operation operation, Optional<Collection> collection) {
    if (operation.body().isEmpty()) {
      return Optional.empty();
    }
    if (operation.method().equals("POST") && collection.isPresent()) {
      return site.sample(collection.get(), site.a(), false);
    }
    if (operation.method().equals("PUT") && collection.isPresent()) {
      Optional<JsonObject> sample = site.sample(collection.get(), site.a(), true);
      if (sample.isPresent()) {
        Set<String> taken =
            operation.json().map(each -> each.properties().keySet()).orElse(Set.of());
        JsonObject body = sample.get();
        if (!taken.isEmpty()) {
          body.fieldNames().removeIf(name -> !taken.contains(name));
        }
        return Optional.of(body);
      }
    }
    return operation.json().flatMap(schema -> new Sample(MARKER, false).object(schema));
  }

  private void judge(
      Operation operation,
      Exchange exchange,
      boolean fixed,
      Optional<Collection> collection,
      Site site) {
    tally.check();
    if (operation.method().equals("POST")) {
      collection.ifPresent(each -> site.made(each, exchange));
    }
    int status = exchange.status();
    // Of an operation with a body, 404 may be about something that the body names.
    boolean isOfPath = status == 404 && fixed && operation.body().isEmpty();
    boolean missing = status == 405 || status == 501 || isOfPath;
    if (missing) {
      tally.found(
          Severity.MEDIUM,
          "A documented operation is not there",
          operation,
          "answered with " + status,
          exchange,
          Why.DESCRIPTION,
          "Take it out of the document, or put it in.");
    }
  }

  private void accounts(Site site) {
    Person a = site.a();
    String refresh = a.refreshToken();
    if (a.email() != null && a.password() != null) {
      site.accounts()
          .loginCall(a.email(), a.password())
          .ifPresent(
              call -> {
                Exchange again = site.send(site.nobody(), call);
                tally.check();
                site.accounts()
                    .refreshToken(again.answer())
                    .flatMap(site.accounts()::refreshCall)
                    .ifPresent(each -> site.send(site.nobody(), each));
                site.accounts()
                    .accessToken(again.answer())
                    .ifPresent(token -> logout(site, a, token, refresh));
              });
    }
  }

  /// Only where it was another session than the one that the audit goes on with.
  private static void logout(
      Site site, Person a, String token, @org.jspecify.annotations.Nullable String refresh) {
    if (!site.isSafe() && !token.equals(a.token()) && refresh != null) {
      site.accounts()
          .logout()
          .ifPresent(
              operation ->
                  site.send(
                      a.with(token, null), Call.of("POST", site.target(operation, Map.of()))));
    }
  }
}
