package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ResponseOutcome;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.description.ApiDescription.OperationMatcher;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Checks that every error has the same format.
public final class ErrorFormatProbe extends AbstractPassiveProbe {
  private static final String REMEDY =
      "Use one JSON format for all errors, including those of the framework (404, 405, 413, 422,"
          + " 500).";

  private final Map<Set<String>, AuditExchange> forms = new LinkedHashMap<>();
  private final Map<String, AuditExchange> disguised = new LinkedHashMap<>();
  private int errors;

  public ErrorFormatProbe() {
    super("errors.one-format", "all errors have the same JSON format", ChecklistItem.ERRORS);
  }

  @Override
  void inspect(AuditExchange exchange) {
    if (ResponseOutcome.isDisguisedFailure(exchange.answer())) {
      disguised.putIfAbsent(exchange.call().method() + " " + path(exchange), exchange);
      return;
    }
    boolean hasBody = exchange.answer().length() > 0 && !exchange.call().method().equals("HEAD");
    if (exchange.status() < 400) {
      return;
    }
    errors++;
    if (!hasBody) {
      boolean bodyExpected = !exchange.call().method().equals("HEAD") && exchange.status() != 501;
      if (bodyExpected) {
        forms.putIfAbsent(Set.of("(no body)"), exchange);
      }
      return;
    }
    Object json = exchange.answer().json().orElse(null);
    if (json instanceof JsonObject object && exchange.answer().mediaType().endsWith("json")) {
      forms.putIfAbsent(form(object), exchange);
    } else {
      forms.putIfAbsent(Set.of("(" + exchange.answer().mediaType() + ")"), exchange);
    }
  }

  /// The keys with the kind of each value, including the keys of `error`, which holds code and
  /// message.
  private static Set<String> form(JsonObject object) {
    Set<String> form = new TreeSet<>();
    for (String name : object.fieldNames()) {
      form.add(name + ":" + kind(object.getValue(name)));
      if (name.equals("error") && object.getValue(name) instanceof JsonObject inner) {
        inner
            .fieldNames()
            .forEach(key -> form.add("error." + key + ":" + kind(inner.getValue(key))));
      }
    }
    return form;
  }

  private static String kind(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case JsonObject _ -> "object";
      case JsonArray _ -> "array";
      case null -> "null";
      default -> "value";
    };
  }

  /// A format that only adds keys to another one counts as the same format.
  @Override
  void close(Site site) {
    if (errors > 0) {
      findings.countCheck();
    }
    OperationMatcher routes = new OperationMatcher(site.description());
    disguised
        .values()
        .forEach(
            exchange ->
                findings.addFinding(
                    Severity.MEDIUM,
                    "A failure has a success status",
                    routes
                        .operation(exchange.call().method(), exchange.call().target())
                        .map(Object::toString)
                        .orElse("paths that the description does not have"),
                    exchange.status() + " for a response whose body says that the request failed",
                    exchange,
                    Weakness.ERROR_HANDLING,
                    "Answer a failure with a status of 4xx or 5xx: clients, caches and monitoring"
                        + " read nothing else."));
    Set<String> least =
        forms.keySet().stream()
            .filter(each -> !isPlain(each))
            .min((x, y) -> Integer.compare(x.size(), y.size()))
            .orElse(Set.of());
    forms.forEach(
        (form, exchange) -> {
          if (isPlain(form)) {
            findings.addFinding(
                Severity.MEDIUM,
                "An error response is not JSON",
                exchange.status() + " " + form,
                exchange.call() + " got " + exchange.status() + " " + form,
                exchange,
                Weakness.ERROR_HANDLING,
                REMEDY);
          } else if (!form.containsAll(least)) {
            findings.addFinding(
                Severity.MEDIUM,
                "Errors have more than one format",
                "errors",
                "here " + form + ", elsewhere " + least,
                exchange,
                Weakness.ERROR_HANDLING,
                REMEDY);
          }
        });
  }

  private static boolean isPlain(Set<String> form) {
    return form.size() == 1 && form.iterator().next().startsWith("(");
  }
}
