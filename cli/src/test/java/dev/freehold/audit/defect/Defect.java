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

/// One fault.
///
/// @param what it is, in words that stand behind "the server"
/// @param expectedSeverity the least severity that a finding about it must have
/// @param fault in the way of each request
/// @param serverMutation where the fault is inside: another server answers requests on resources
/// @param statements run once, as the superuser, before the audit
/// @param settings variables of the server
record Defect(
    String id,
    DefectFamily defectFamily,
    String what,
    ExpectedSeverity expectedSeverity,
    Fault fault,
    Optional<ServerMutation> serverMutation,
    List<String> statements,
    Map<String, String> settings) {

  /// What kind of hole it is, and what the ids of the probes begin with that are about such.
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

  /// As the audit grades, worst last.
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

  /// @param spec of the twin, from that of the server
  /// @param sql what becomes of each statement
  record ServerMutation(
      UnaryOperator<String> spec, UnaryOperator<String> sql, RequestLimits limits) {}

  /// A fault in front of the server.
  static Defect inProxy(
      String id, DefectFamily defectFamily, ExpectedSeverity expected, String what, Fault fault) {
    return new Defect(
        id, defectFamily, what, expected, fault, Optional.empty(), List.of(), Map.of());
  }

  /// One in its statements.
  static Defect inSql(
      String id, ExpectedSeverity expected, String what, UnaryOperator<String> sql) {
    return inside(id, DefectFamily.SCOPE, expected, what, UnaryOperator.identity(), sql);
  }

  /// One in what its spec was compiled to; its document says otherwise.
  static Defect inPlan(
      String id,
      DefectFamily defectFamily,
      ExpectedSeverity expected,
      String what,
      UnaryOperator<String> spec) {
    return inside(id, defectFamily, expected, what, spec, UnaryOperator.identity());
  }

  private static Defect inside(
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

  /// The same, and that.
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

  /// All of them.
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

  /// What a fault may use: the server that has none, its twin, the database as its superuser, and the
  /// key of the tokens.
  interface FaultContext {
    /// What the server answers: of a request on resources its twin, where the defect has one.
    ProxiedResponse send(ProxiedRequest request) throws IOException;

    /// What the server itself answers.
    ProxiedResponse sendToIntactServer(ProxiedRequest request) throws IOException;

    TokenForger forge();

    /// The first column, a text, of the first row; empty where there is no row.
    Optional<String> query(String sql, Object... arguments);

    /// What a fault keeps between requests.
    Map<String, String> memory();

    /// Whose row it is.
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
