package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Checks that every error has the same format.
public final class ErrorFormatProbe extends AbstractPassiveProbe {
  private static final String MEND =
      "Give every error one JSON form, those of the framework (404, 405, 413, 422, 500) among"
          + " them.";

  private final Map<Set<String>, AuditExchange> forms = new LinkedHashMap<>();
  private int errors;

  public ErrorFormatProbe() {
    super("errors.one-format", "every error has the same JSON form", ChecklistItem.ERRORS);
  }

  @Override
  void inspect(AuditExchange exchange) {
    boolean hasBody = exchange.answer().length() > 0 && !exchange.call().method().equals("HEAD");
    if (exchange.status() < 400) {
      return;
    }
    errors++;
    if (!hasBody) {
      boolean due = !exchange.call().method().equals("HEAD") && exchange.status() != 501;
      if (due) {
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

  /// The keys and what kind of value each has; those of `error`, where the code and the message are, too.
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

  /// A form that another one only adds to is the same form.
  @Override
  void close(Site site) {
    if (errors > 0) {
      findings.countCheck();
    }
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
                "An error is not in JSON",
                exchange.status() + " " + form,
                exchange.call() + " was answered with " + exchange.status() + " " + form,
                exchange,
                Weakness.ERROR_HANDLING,
                MEND);
          } else if (!form.containsAll(least)) {
            findings.addFinding(
                Severity.MEDIUM,
                "Errors have more than one form",
                "errors",
                "here " + form + ", elsewhere " + least,
                exchange,
                Weakness.ERROR_HANDLING,
                MEND);
          }
        });
  }

  private static boolean isPlain(Set<String> form) {
    return form.size() == 1 && form.iterator().next().startsWith("(");
  }
}
