package dev.freehold.api.write;

import dev.freehold.http.Method;
import dev.freehold.http.Parameter;
import dev.freehold.http.Request;
import dev.freehold.input.header.IdempotencyKey;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a change is to be run, as its request says, and the request without that.
///
/// @param dryRun whether nothing is to stay
/// @param key null where the change may happen as often as it is asked for
record Asked(Request request, boolean dryRun, @Nullable String key) {
  private static final String DRY_RUN = "dry_run";

  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR`
  static Asked of(Request request) {
    String header = request.header("Idempotency-Key");
    String key = header == null ? null : IdempotencyKey.read(header);
    List<Parameter> said =
        request.parameters().stream().filter(p -> p.name().equals(DRY_RUN)).toList();
    if (said.isEmpty()) {
      return new Asked(request, false, key);
    }
    if (said.size() > 1) {
      throw invalid(ViolationCode.REPEATED, "must not be given more than once");
    }
    boolean dry =
        switch (said.getFirst().value()) {
          case "true" -> true;
          case "false" -> false;
          default -> throw invalid(ViolationCode.TYPE, "must be true or false");
        };
    List<Parameter> rest =
        request.parameters().stream().filter(p -> !p.name().equals(DRY_RUN)).toList();
    return new Asked(new Rest(request, rest), dry, key);
  }

  private static RuntimeException invalid(String code, String message) {
    return Problem.Invalid.of(DRY_RUN, code, DRY_RUN + " " + message + ".").failure();
  }

  /// A request with some of its parameters only.
  private record Rest(Request whole, List<Parameter> parameters) implements Request {
    @Override
    public String id() {
      return whole.id();
    }

    @Override
    public Method method() {
      return whole.method();
    }

    @Override
    public String route() {
      return whole.route();
    }

    @Override
    public String pathParameter(String name) {
      return whole.pathParameter(name);
    }

    @Override
    public @Nullable String header(String name) {
      return whole.header(name);
    }

    @Override
    public Buffer body() {
      return whole.body();
    }

    @Override
    public String peer() {
      return whole.peer();
    }
  }
}
