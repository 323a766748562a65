package dev.freehold.mcp;

import dev.freehold.api.Authorizer;
import dev.freehold.auth.Caller;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.Teams;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.UUID;

/// Calls tools. What the operation refuses is a result for the model, which can mend its arguments.
final class ToolCaller {
  private static final String CHOOSE_TEAM =
      ToolArguments.TEAM
          + " must be the id of a team of yours; "
          + Teams.TEAMS
          + "_"
          + ToolKind.LIST.word()
          + " lists them.";

  private final Authorizer authorizer;

  ToolCaller(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /// @return never fails with a problem
  Future<ToolResult> call(
      Tool tool, Map<String, JsonText> arguments, Request request, Caller caller) {
    try {
      ToolArguments reading = new ToolArguments(arguments);
      Caller inTeam =
          TeamArgument.isTaken(tool, authorizer.sight(caller)) ? inTeam(reading, caller) : caller;
      ToolRequest call = reading.toRequest(tool, request);
      return tool.endpoint()
          .endpoint()
          .answer(call, inTeam)
          .map(reply -> result(call, reply))
          .recover(failure -> refused(failure, request));
    } catch (ProblemException e) {
      return refused(e, request);
    }
  }

  /// The caller in the team of the arguments; without one, in that of the header.
  private static Caller inTeam(ToolArguments arguments, Caller caller) {
    return arguments
        .takeTeam()
        .map(
            text ->
                switch (ValueParser.parse(ScalarType.UUID, text)) {
                  case ValueResult.Valid(Object id) -> in((UUID) id, caller);
                  case ValueResult.Invalid _ ->
                      throw Problem.Invalid.of(
                              ToolArguments.TEAM, ViolationCode.FORMAT, CHOOSE_TEAM)
                          .toException();
                })
        .orElse(caller);
  }

  private static Caller in(UUID team, Caller caller) {
    return switch (caller) {
      case Caller.Anonymous anonymous -> anonymous;
      case Caller.User user -> user.inTeam(team);
    };
  }

  private static ToolResult result(ToolRequest call, Reply reply) {
    Buffer body = reply.body();
    if (body != null) {
      return ToolResult.success(ReplyEnvelope.dataOf(body));
    }
    boolean dry =
        call.queryParameters().stream()
            .anyMatch(p -> p.name().equals(ToolArguments.DRY_RUN) && p.value().equals("true"));
    return ToolResult.success("{\"deleted\":" + !dry + "}");
  }

  private static Future<ToolResult> refused(Throwable failure, Request request) {
    return failure instanceof ProblemException known
        ? Future.succeededFuture(
            ToolResult.failure(
                known.problem().mapViolations(ToolCaller::withoutHeader), request.id()))
        : Future.failedFuture(failure);
  }

  /// A tool has an argument where a request has the header.
  private static Violation withoutHeader(Violation violation) {
    return violation.field().equals(Teams.HEADER)
        ? new Violation(ToolArguments.TEAM, violation.code(), CHOOSE_TEAM)
        : violation;
  }
}
