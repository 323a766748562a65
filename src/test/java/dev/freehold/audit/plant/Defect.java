package dev.freehold.audit.plant;

import dev.freehold.http.server.Limits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One fault.
///
/// @param what it is, in words that stand behind "the server"
/// @param due the least severity that a finding about it must have
/// @param fault in the way of each request
/// @param twin where the fault is inside: another server answers requests on resources
/// @param statements run once, as the superuser, before the audit
/// @param settings variables of the server
record Defect(
    String id,
    Family family,
    String what,
    Due due,
    Fault fault,
    Optional<Inside> twin,
    List<String> statements,
    Map<String, String> settings) {

  /// What kind of hole it is, and what the ids of the probes begin with that are about such.
  enum Family {
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
  enum Due {
    INFO,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  interface Fault {
    Answer answer(Ask ask, House house) throws IOException;
  }

  /// @param spec of the twin, from that of the server
  /// @param sql what becomes of each statement
  record Inside(UnaryOperator<String> spec, UnaryOperator<String> sql, Limits limits) {}

  /// A fault in front of the server.
  static Defect before(String id, Family family, Due due, String what, Fault fault) {
    return new Defect(id, family, what, due, fault, Optional.empty(), List.of(), Map.of());
  }

  /// One in its statements.
  static Defect statement(String id, Due due, String what, UnaryOperator<String> sql) {
    return inside(id, Family.SCOPE, due, what, UnaryOperator.identity(), sql);
  }

  /// One in what its spec was compiled to; its document says otherwise.
  static Defect compiled(
      String id, Family family, Due due, String what, UnaryOperator<String> spec) {
    return inside(id, family, due, what, spec, UnaryOperator.identity());
  }

  private static Defect inside(
      String id,
      Family family,
      Due due,
      String what,
      UnaryOperator<String> spec,
      UnaryOperator<String> sql) {
    return new Defect(
        id,
        family,
        what,
        due,
        (ask, house) -> house.send(ask),
        Optional.of(new Inside(spec, sql, Limits.DEFAULT)),
        List.of(),
        Map.of());
  }

  /// The same, and that.
  Defect after(String... sql) {
    return new Defect(id, family, what, due, fault, twin, List.of(sql), settings);
  }

  Defect through(Fault fault) {
    return new Defect(id, family, what, due, fault, twin, statements, settings);
  }

  Defect setting(String name, String value) {
    return new Defect(id, family, what, due, fault, twin, statements, Map.of(name, value));
  }
}
