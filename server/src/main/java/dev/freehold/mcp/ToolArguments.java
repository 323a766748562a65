package dev.freehold.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.Teams;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the arguments of a tool as the request of its operation, which checks all values. Confined to
/// one call.
final class ToolArguments {
  static final String ID = "id";
  static final String WHERE = "where";
  static final String SORT = "sort";
  static final String SEARCH = "q";
  static final String FIELDS = "fields";
  static final String INCLUDE = "include";
  static final String LIMIT = "limit";
  static final String CURSOR = "cursor";
  static final String DRY_RUN = "dry_run";
  static final String GROUP = "group";
  static final String COUNT = "count";

  /// What a summary computes of fields.
  static final List<String> FIGURES = List.of("sum", "avg", "min", "max");

  /// The team of the request, in place of the header. No field has this name in a row of a team.
  static final String TEAM = Teams.TEAM_ID;

  private final Map<String, JsonText> rest;
  private final List<Violation> violations = new ArrayList<>();
  private final List<QueryParameter> parameters = new ArrayList<>();

  ToolArguments(Map<String, JsonText> arguments) {
    this.rest = new LinkedHashMap<>(arguments);
  }

  /// The argument that names the team; empty if there is none. Must be called before [#toRequest].
  Optional<String> takeTeam() {
    return take(TEAM);
  }

  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` with every fault of the arguments,
  ///     and not yet those that the operation finds
  ToolRequest toRequest(Tool tool, Request outer) {
    Optional<String> id = Optional.empty();
    Buffer body = Buffer.buffer();
    switch (tool.kind()) {
      case LIST -> {
        conditions(tool);
        query(SEARCH, SORT, LIMIT, CURSOR);
        names(FIELDS);
        names(INCLUDE);
        refuseRest();
      }
      case SUMMARY -> {
        conditions(tool);
        query(SEARCH, SORT, LIMIT, COUNT);
        names(GROUP);
        FIGURES.forEach(this::names);
        refuseRest();
      }
      case GET -> {
        id = id();
        names(FIELDS);
        names(INCLUDE);
        refuseRest();
      }
      case CREATE -> {
        query(DRY_RUN);
        body = body();
      }
      case UPDATE -> {
        id = id();
        query(DRY_RUN);
        body = body();
      }
      case DELETE -> {
        id = id();
        query(DRY_RUN);
        refuseRest();
      }
    }
    if (!violations.isEmpty()) {
      throw new Problem.Invalid(violations).toException();
    }
    return new ToolRequest(outer, tool, id, List.copyOf(parameters), body);
  }

  private Optional<String> id() {
    boolean given = rest.containsKey(ID);
    Optional<String> id = take(ID);
    if (!given) {
      violations.add(new Violation(ID, ViolationCode.REQUIRED, "id is required."));
    }
    return id;
  }

  /// Takes arguments that are query parameters of the same name.
  private void query(String... names) {
    for (String name : names) {
      take(name).ifPresent(value -> parameters.add(new QueryParameter(name, value)));
    }
  }

  /// Takes a list of names, which is one parameter with commas.
  private void names(String name) {
    JsonText list = rest.get(name);
    if (list == null || !list.isArray()) {
      query(name);
      return;
    }
    rest.remove(name);
    List<Optional<String>> elements = list.elements().stream().map(JsonText::string).toList();
    if (elements.stream().anyMatch(Optional::isEmpty)) {
      addType(name, "must be a list of names");
    } else if (!elements.isEmpty()) {
      parameters.add(
          new QueryParameter(
              name, elements.stream().flatMap(Optional::stream).collect(Collectors.joining(","))));
    }
  }

  private void conditions(Tool tool) {
    JsonText conditions = rest.remove(WHERE);
    if (conditions == null || conditions.isNull()) {
      return;
    }
    if (!conditions.isArray()) {
      addType(WHERE, "must be a list of conditions");
      return;
    }
    ConditionReader reader = new ConditionReader(tool, violations);
    int place = 0;
    for (JsonText condition : conditions.elements()) {
      reader.read(WHERE + "[" + place + "]", condition).ifPresent(parameters::add);
      place++;
    }
  }

  /// A string, number or boolean; null counts as not given, as models send it for what they leave out.
  private Optional<String> take(String name) {
    JsonText value = rest.remove(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    Optional<String> text = value.scalar();
    if (text.isEmpty()) {
      addType(name, "must be a single value");
    }
    return text;
  }

  private void refuseRest() {
    rest.keySet().stream()
        .map(name -> new QueryParameter(name, "").shortName())
        .forEach(
            name ->
                violations.add(
                    new Violation(name, ViolationCode.UNKNOWN, name + " is not known here.")));
  }

  private void addType(String name, String what) {
    violations.add(new Violation(name, ViolationCode.TYPE, name + " " + what + "."));
  }

  /// The other arguments as the body of a row.
  private Buffer body() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JsonText.WRITER.createGenerator(text)) {
      out.writeStartObject();
      for (Map.Entry<String, JsonText> member : rest.entrySet()) {
        out.writeFieldName(member.getKey());
        out.writeRawValue(member.getValue().json());
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(text.toString());
  }

  /// Reads a condition of a list, `{"field": "due_on", "op": "lt", "value": "2026-12-01"}`, as the query
  /// parameter with the same meaning.
  static final class ConditionReader {
    private static final String FIELD = "field";
    private static final String OPERATOR = "op";
    private static final String VALUE = "value";
    private static final String IS_NULL = "null";

    /// The parameters of a list that are no conditions. No field has such a name.
    private static final List<String> OTHERS =
        List.of(SEARCH, SORT, LIMIT, CURSOR, FIELDS, INCLUDE, COUNT, "page", "or");

    private final Tool tool;
    private final List<Violation> violations;

    /// @param violations receives the faults
    ConditionReader(Tool tool, List<Violation> violations) {
      this.tool = tool;
      this.violations = violations;
    }

    Optional<QueryParameter> read(String place, JsonText condition) {
      Map<String, JsonText> members = condition.members();
      String field = JsonRpcMessage.string(members, FIELD);
      JsonText value = members.get(VALUE);
      JsonText word = members.get(OPERATOR);
      boolean known = members.keySet().stream().allMatch(List.of(FIELD, OPERATOR, VALUE)::contains);
      if (field == null || value == null || !known) {
        return fault(place, ViolationCode.TYPE, "must be an object with field, op and value");
      }
      boolean figure =
          tool.kind() == ToolKind.SUMMARY
              && isBare(field)
              && (FIGURES.contains(field) || field.equals(GROUP));
      if (OTHERS.contains(field) || figure || field.indexOf('[') >= 0) {
        return fault(place, ViolationCode.UNKNOWN, "names no field");
      }
      String operator = word == null ? implied(value) : word.string().orElse("");
      String name = operator.equals("eq") && isBare(field) ? field : field + "[" + operator + "]";
      if (value.isNull()) {
        return switch (operator) {
          case "eq" -> Optional.of(new QueryParameter(field + "[" + IS_NULL + "]", "true"));
          case "ne" -> Optional.of(new QueryParameter(field + "[" + IS_NULL + "]", "false"));
          default ->
              fault(place, ViolationCode.TYPE, "has null for an operator that needs a value");
        };
      }
      Optional<String> text = value.isArray() ? list(value) : value.scalar();
      return text.isEmpty()
          ? fault(place, ViolationCode.TYPE, "must have a single value, or a list of them")
          : Optional.of(new QueryParameter(name, text.get()));
    }

    /// Whether the name without an operator means equality. In a summary it may be that of a figure.
    private boolean isBare(String field) {
      return tool.kind() != ToolKind.SUMMARY
          || tool.resource().filters().stream().anyMatch(filter -> filter.name().equals(field));
    }

    private static String implied(JsonText value) {
      return value.isArray() ? "in" : "eq";
    }

    /// The values between commas, each in quotes. Empty if one is no single value.
    private static Optional<String> list(JsonText values) {
      List<Optional<String>> texts = values.elements().stream().map(JsonText::scalar).toList();
      return texts.stream().anyMatch(Optional::isEmpty)
          ? Optional.empty()
          : Optional.of(
              texts.stream()
                  .flatMap(Optional::stream)
                  .map(t -> '"' + t.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                  .collect(Collectors.joining(",")));
    }

    private Optional<QueryParameter> fault(String place, String code, String what) {
      violations.add(new Violation(place, code, place + " " + what + "."));
      return Optional.empty();
    }
  }
}
