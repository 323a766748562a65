package dev.freehold.audit.observe;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Why;
import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import dev.freehold.description.Response;
import dev.freehold.description.Routes;
import dev.freehold.description.Schema;
import dev.freehold.description.value.Conformity;
import dev.freehold.description.value.Conformity.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Every answer is one that the document describes: its status, its media type, its body.
public final class TrueDocument extends Watch {
  /// Answers kept until the description is known; enough for any audit.
  private static final int MOST = 20_000;

  private static final int MAX_BODY = 256 << 10;

  /// Bytes of all that are kept.
  private static final long MAX_KEPT = 64L << 20;

  private final List<Exchange> waiting = new ArrayList<>();
  private final Map<Integer, Exchange> undocumented = new LinkedHashMap<>();
  private final Map<Integer, Set<String>> where = new LinkedHashMap<>();
  private final Map<String, Slip> slips = new LinkedHashMap<>();
  private long kept;

  public TrueDocument() {
    super("document.true", "every answer is as the document says", ChecklistItem.DOCUMENTATION);
  }

  /// The same thing wrong with several operations, which is one cause and one finding.
  private record Slip(
      Severity severity, String title, Exchange first, String detail, Set<String> operations) {}

  @Override
  void look(Exchange exchange) {
    int size = exchange.answer().length();
    if (waiting.size() < MOST && size <= MAX_BODY && kept + size <= MAX_KEPT) {
      kept += size;
      waiting.add(exchange);
    }
  }

  @Override
  void close(Site site) {
    Description description = site.description();
    Routes known = new Routes(description);
    for (Exchange each : waiting) {
      known
          .operation(each.call().method(), each.call().target())
          .ifPresent(operation -> compare(each, operation));
    }
    waiting.clear();
    slips.values().forEach(this::tell);
    undocumented.forEach(
        (status, exchange) ->
            tally.found(
                status < 300 ? Severity.MEDIUM : Severity.LOW,
                "A status " + status + " is not documented",
                "" + status,
                "answered by " + shortened(where.getOrDefault(status, Set.of())),
                exchange,
                Why.DESCRIPTION,
                "Describe it with the others; a client is built from what is described."));
  }

  private static String shortened(Set<String> operations) {
    List<String> some = operations.stream().limit(5).toList();
    String rest =
        operations.size() > some.size()
            ? " and " + (operations.size() - some.size()) + " more"
            : "";
    return String.join(", ", some) + rest;
  }

  private void compare(Exchange exchange, Operation operation) {
    tally.check();
    Optional<Response> response = operation.response(exchange.status());
    if (response.isEmpty()) {
      undocumented.putIfAbsent(exchange.status(), exchange);
      where.computeIfAbsent(exchange.status(), _ -> new TreeSet<>()).add(operation.toString());
      return;
    }
    if (exchange.answer().length() == 0) {
      return;
    }
    Map<String, Schema> types = response.get().content().types();
    if (types.isEmpty()) {
      if (exchange.status() < 300) {
        wrong(
            Severity.LOW,
            "An answer has a body that is not documented",
            exchange,
            operation,
            exchange.answer().mediaType());
      }
      return;
    }
    String type = exchange.answer().mediaType();
    Schema schema = types.get(type);
    if (schema == null && !types.containsKey("*/*")) {
      wrong(
          Severity.LOW,
          "An answer has a media type that is not documented",
          exchange,
          operation,
          type);
      return;
    }
    if (schema != null && type.endsWith("json")) {
      compare(exchange, operation, schema);
    }
  }

  private void compare(Exchange exchange, Operation operation, Schema schema) {
    Optional<Object> json = exchange.answer().json();
    if (json.isEmpty() && !exchange.answer().text().strip().equals("null")) {
      wrong(
          Severity.MEDIUM,
          "An answer is not the JSON that it says",
          exchange,
          operation,
          "not JSON");
      return;
    }
    for (Fault fault : Conformity.all(schema, json.orElse(null))) {
      if (fault.undocumented()) {
        boolean success = exchange.status() < 300;
        wrong(
            success ? Severity.MEDIUM : Severity.LOW,
            "An answer shows a property that is not documented",
            exchange,
            operation,
            fault.place());
      } else {
        boolean ofForm = fault.words().startsWith("is no ");
        wrong(
            ofForm ? Severity.LOW : Severity.MEDIUM,
            "An answer does not follow its schema",
            exchange,
            operation,
            exchange.status() + ": " + fault);
      }
    }
  }

  private void wrong(
      Severity severity, String title, Exchange exchange, Operation operation, String detail) {
    String what = detail.replaceFirst("^[^ ]*: ", "").replaceFirst("^\\S*\\.", "");
    slips
        .computeIfAbsent(
            title + severity + what,
            _ -> new Slip(severity, title, exchange, detail, new LinkedHashSet<>()))
        .operations
        .add(operation.toString());
  }

  private void tell(Slip slip) {
    boolean exposes = slip.severity == Severity.MEDIUM && slip.title.contains("property");
    tally.found(
        slip.severity,
        slip.title,
        shortened(slip.operations),
        slip.detail,
        slip.first,
        exposes ? Why.EXPOSURE : Why.DESCRIPTION,
        "Make answer and description agree: where it should not be shown, leave it out; else"
            + " describe it.");
  }
}
