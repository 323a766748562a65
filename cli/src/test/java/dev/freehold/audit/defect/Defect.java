package dev.freehold.audit.defect;

import dev.freehold.http.server.RequestLimits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// One planted defect.
///
/// @param what the defect, as a predicate of "the server"
/// @param expectedSeverity the lowest severity of a finding that counts as detected
/// @param fault answers each request
/// @param serverMutation for a defect inside the server: a mutated server answers requests on
///     resources
/// @param statements SQL run once, as the superuser, before the audit
/// @param settings environment variables of the server
record Defect(
    String id,
    DefectFamily defectFamily,
    String what,
    ExpectedSeverity expectedSeverity,
    Fault fault,
    Optional<ServerMutation> serverMutation,
    List<String> statements,
    Map<String, String> settings) {

  /// The kind of defect, with the prefixes of the ids of the probes for it.
  enum DefectFamily {
    SCOPE,
    FIELDS,
    TOKENS,
    SIGN_IN,
    SQL,
    INPUT,
    ERRORS,
    HTTP,
    DOCUMENT;

    List<String> probes() {
      return switch (this) {
        case SCOPE -> List.of("access.", "guard.");
        case FIELDS ->
            List.of(
                "input.assignment",
                "input.unknown",
                "input.query",
                "guard.fields",
                "token.secrets");
        case TOKENS -> List.of("token.", "guard.");
        case SIGN_IN -> List.of("token.", "input.sign-up", "input.schema", "limits.log-in");
        case SQL -> List.of("input.sql", "errors.");
        case INPUT ->
            List.of(
                "input.json",
                "input.schema",
                "input.query",
                "input.uni",
                "input.wrong",
                "input.markup",
                "lists.",
                "limits.body",
                "errors.");
        case ERRORS ->
            List.of(
                "input.json",
                "input.schema",
                "http.methods",
                "http.odd-paths",
                "rows.",
                "errors.",
                "token.");
        case HTTP -> List.of("http.", "headers.", "input.media-type", "limits.log-in");
        case DOCUMENT -> List.of("document.", "rows.", "http.methods");
      };
    }
  }

  /// The severities of the audit, worst last.
  enum ExpectedSeverity {
    INFO,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  interface Fault {
    ProxiedResponse answer(ProxiedRequest request, FaultContext context) throws IOException;
  }

  /// @param spec makes the mutated server's spec from the original
  /// @param sql rewrites each statement
  record ServerMutation(
      UnaryOperator<String> spec, UnaryOperator<String> sql, RequestLimits limits) {}

  /// A defect in the proxy in front of the server.
  static Defect inProxy(
      String id, DefectFamily defectFamily, ExpectedSeverity expected, String what, Fault fault) {
    return new Defect(
        id, defectFamily, what, expected, fault, Optional.empty(), List.of(), Map.of());
  }

  /// A defect in the server's SQL statements.
  static Defect inSql(
      String id, ExpectedSeverity expected, String what, UnaryOperator<String> sql) {
    return inServer(id, DefectFamily.SCOPE, expected, what, UnaryOperator.identity(), sql);
  }

  /// A defect in the compiled spec; the served document is the one of the original spec.
  static Defect inPlan(
      String id,
      DefectFamily defectFamily,
      ExpectedSeverity expected,
      String what,
      UnaryOperator<String> spec) {
    return inServer(id, defectFamily, expected, what, spec, UnaryOperator.identity());
  }

  private static Defect inServer(
      String id,
      DefectFamily defectFamily,
      ExpectedSeverity expected,
      String what,
      UnaryOperator<String> spec,
      UnaryOperator<String> sql) {
    return new Defect(
        id,
        defectFamily,
        what,
        expected,
        (request, context) -> context.send(request),
        Optional.of(new ServerMutation(spec, sql, RequestLimits.DEFAULT)),
        List.of(),
        Map.of());
  }

  /// The same defect, with these statements.
  Defect withSql(String... sql) {
    return new Defect(
        id, defectFamily, what, expectedSeverity, fault, serverMutation, List.of(sql), settings);
  }

  Defect withFault(Fault fault) {
    return new Defect(
        id, defectFamily, what, expectedSeverity, fault, serverMutation, statements, settings);
  }

  Defect setting(String name, String value) {
    return new Defect(
        id,
        defectFamily,
        what,
        expectedSeverity,
        fault,
        serverMutation,
        statements,
        Map.of(name, value));
  }

  /// All planted defects.
  static final class DefectCatalog {
    private DefectCatalog() {}

    static List<Defect> all() {
      return Stream.of(
              ScopeDefects.all(),
              AccessDefects.all(),
              FieldDefects.all(),
              TokenDefects.all(),
              SignInDefects.all(),
              InputDefects.all(),
              ValueDefects.all(),
              ErrorDefects.all(),
              HttpDefects.all(),
              DocumentDefects.all())
          .flatMap(List::stream)
          .toList();
    }
  }

  /// What a fault may use: the intact server, the mutated server, the database as the superuser,
  /// and the key of the tokens.
  interface FaultContext {
    /// Sends to the intact server, or to the mutated server if the defect has one and the request
    /// is on resources.
    ProxiedResponse send(ProxiedRequest request) throws IOException;

    /// Sends to the intact server.
    ProxiedResponse sendToIntactServer(ProxiedRequest request) throws IOException;

    TokenForger forge();

    /// The first column of the first row, as text; empty if there is no row.
    Optional<String> query(String sql, Object... arguments);

    /// State that a fault keeps between requests.
    Map<String, String> memory();

    /// The owner of a row; empty if there is no such row.
    default Optional<UUID> owner(String table, String id) {
      if (!id.matches("[0-9a-f-]{1,36}") || !table.matches("[a-z_]{1,40}")) {
        return Optional.empty();
      }
      return query("select user_id::text from app." + table + " where id::text = $1", id)
          .map(UUID::fromString);
    }

    static Map<String, String> emptyMemory() {
      return new ConcurrentHashMap<>();
    }
  }
}
