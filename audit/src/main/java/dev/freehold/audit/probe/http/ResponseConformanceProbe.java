package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.ApiDescription.OperationMatcher;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Response;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaValidator;
import dev.freehold.description.SchemaValidator.SchemaViolation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Checks every response against the description: status, media type, body.
public final class ResponseConformanceProbe extends AbstractPassiveProbe {
  /// The exchanges kept until the description is known; enough for any audit.
  private static final int MOST = 20_000;

  private static final int MAX_BODY = 256 << 10;

  /// The limit on the bytes of all kept exchanges.
  private static final long MAX_KEPT = 64L << 20;

  private final List<AuditExchange> waiting = new ArrayList<>();
  private final Map<Integer, AuditExchange> undocumented = new LinkedHashMap<>();
  private final Map<Integer, Set<String>> where = new LinkedHashMap<>();
  private final Map<String, ConformanceMismatch> mismatches = new LinkedHashMap<>();
  private long kept;

  public ResponseConformanceProbe() {
    super("document.true", "every response matches the description", ChecklistItem.DOCUMENTATION);
  }

  /// The same mismatch in several operations: one cause, one finding.
  private record ConformanceMismatch(
      Severity severity,
      String title,
      AuditExchange first,
      String detail,
      Set<String> operations) {}

  @Override
  void inspect(AuditExchange exchange) {
    int size = exchange.answer().length();
    if (waiting.size() < MOST && size <= MAX_BODY && kept + size <= MAX_KEPT) {
      kept += size;
      waiting.add(exchange);
    }
  }

  @Override
  void close(Site site) {
    ApiDescription description = site.description();
    OperationMatcher known = new OperationMatcher(description);
    for (AuditExchange each : waiting) {
      known
          .operation(each.call().method(), each.call().target())
          .ifPresent(operation -> compare(each, operation));
    }
    waiting.clear();
    mismatches.values().forEach(this::tell);
    undocumented.forEach(
        (status, exchange) ->
            findings.addFinding(
                status < 300 ? Severity.MEDIUM : Severity.LOW,
                "Inaccurate description: status " + status + " is not documented",
                "" + status,
                "returned by " + shortened(where.getOrDefault(status, Set.of())),
                exchange,
                Weakness.INACCURATE_DESCRIPTION,
                "Document the status: clients are generated from the description."));
  }

  private static String shortened(Set<String> operations) {
    List<String> some = operations.stream().limit(5).toList();
    String rest =
        operations.size() > some.size()
            ? " and " + (operations.size() - some.size()) + " more"
            : "";
    return String.join(", ", some) + rest;
  }

  /// Not a sequence of JSON texts, such as `application/x-ndjson`, whose schema is that of a line.
  private static boolean isOneJsonText(String type) {
    return type.endsWith("/json") || type.endsWith("+json");
  }

  private void compare(AuditExchange exchange, DescribedOperation operation) {
    findings.countCheck();
    Optional<Response> response = operation.response(exchange.status());
    if (response.isEmpty()) {
      undocumented.putIfAbsent(exchange.status(), exchange);
      where.computeIfAbsent(exchange.status(), _ -> new TreeSet<>()).add(operation.toString());
      return;
    }
    if (exchange.answer().length() == 0) {
      return;
    }
    Map<String, JsonSchema> types = response.get().content().schemas();
    if (types.isEmpty()) {
      if (exchange.status() < 300) {
        wrong(
            Severity.LOW,
            "Inaccurate description: a response has an undocumented body",
            exchange,
            operation,
            exchange.answer().mediaType());
      }
      return;
    }
    String type = exchange.answer().mediaType();
    JsonSchema schema = types.get(type);
    if (schema == null && !types.containsKey("*/*")) {
      wrong(
          Severity.LOW,
          "Inaccurate description: a response has an undocumented media type",
          exchange,
          operation,
          type);
      return;
    }
    if (schema != null && isOneJsonText(type)) {
      compare(exchange, operation, schema);
    }
  }

  private void compare(AuditExchange exchange, DescribedOperation operation, JsonSchema schema) {
    Optional<Object> json = exchange.answer().json();
    if (json.isEmpty() && !exchange.answer().text().strip().equals("null")) {
      wrong(
          Severity.MEDIUM,
          "A response declared as JSON is not valid JSON",
          exchange,
          operation,
          "not JSON");
      return;
    }
    for (SchemaViolation fault : SchemaValidator.allViolations(schema, json.orElse(null))) {
      if (fault.undocumented()) {
        boolean success = exchange.status() < 300;
        wrong(
            success ? Severity.MEDIUM : Severity.LOW,
            "A response contains an undocumented property",
            exchange,
            operation,
            fault.path());
      } else {
        boolean ofFormat = fault.message().startsWith("is not a valid ");
        wrong(
            ofFormat ? Severity.LOW : Severity.MEDIUM,
            "Inaccurate description: a response does not match its schema",
            exchange,
            operation,
            exchange.status() + ": " + fault);
      }
    }
  }

  private void wrong(
      Severity severity,
      String title,
      AuditExchange exchange,
      DescribedOperation operation,
      String detail) {
    String what = detail.replaceFirst("^[^ ]*: ", "").replaceFirst("^\\S*\\.", "");
    mismatches
        .computeIfAbsent(
            title + severity + what,
            _ -> new ConformanceMismatch(severity, title, exchange, detail, new LinkedHashSet<>()))
        .operations
        .add(operation.toString());
  }

  private void tell(ConformanceMismatch mismatch) {
    boolean exposes = mismatch.severity == Severity.MEDIUM && mismatch.title.contains("property");
    findings.addFinding(
        mismatch.severity,
        mismatch.title,
        shortened(mismatch.operations),
        mismatch.detail,
        mismatch.first,
        exposes ? Weakness.EXCESSIVE_DATA_EXPOSURE : Weakness.INACCURATE_DESCRIPTION,
        "Make response and description agree: remove data that must not be shown, and document"
            + " the rest.");
  }
}
