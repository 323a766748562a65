package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.ComponentNames.BuiltIn;
import dev.freehold.openapi.operation.Content;
import dev.freehold.openapi.operation.Content.Value;
import dev.freehold.openapi.operation.Failure;
import dev.freehold.openapi.operation.Header;
import dev.freehold.openapi.operation.Operation;
import dev.freehold.openapi.operation.Security;
import dev.freehold.openapi.operation.Success;
import dev.freehold.openapi.parameter.QueryLimits;
import dev.freehold.openapi.parameter.WriteParameters;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Several operations on resources as one: its path, and its schemas.
public final class BatchPath {
  private final Shared shared;

  public BatchPath(Shared shared) {
    this.shared = shared;
  }

  public void write(JsonObject paths) throws IOException {
    paths.object(shared.plan().base() + "/batch", p -> operation().write(p, "post"));
  }

  private Operation operation() {
    WriteParameters call = new WriteParameters(shared.parameters());
    return new Operation(
        "batch",
        shared.names().batchTag(),
        "Several operations as one",
        "Up to "
            + QueryLimits.STEPS_OF_A_BATCH
            + " operations on resources, reads too, one after the other and all or none: where one"
            + " fails its error is the answer, with `operations[2].` before its fields, and nothing"
            + " was changed. A path is below `"
            + shared.plan().base()
            + "`. What an earlier operation answered can be named: `\"$1.id\"` as a whole JSON"
            + " string, `{$1.id}` as a whole segment of a path, counted from 1. Access: that of"
            + " each operation, and none without signing in.",
        Security.REQUIRED,
        List.of(call.dryRun(), call.idempotencyKey()),
        new Content(List.of(shared.names().of(BuiltIn.BATCH)), example()),
        List.of(
            new Success(
                200,
                "What each of them answered, in their order.",
                List.of(Header.REPLAYED, Header.DRY_RUN),
                new Content(List.of(shared.names().of(BuiltIn.BATCH_RESPONSE)), List.of()))),
        Stream.concat(
                Stream.of(
                    Failure.BAD_BODY,
                    Failure.UNAUTHORIZED,
                    Failure.NOT_FOUND,
                    Failure.METHOD_NOT_ALLOWED,
                    Failure.CONFLICT,
                    Failure.PRECONDITION_FAILED,
                    Failure.UNSUPPORTED_MEDIA_TYPE,
                    Failure.IDEMPOTENCY_MISMATCH),
                isForbidding() ? Stream.of(Failure.FORBIDDEN) : Stream.empty())
            .toList());
  }

  private boolean isForbidding() {
    return shared.plan().resources().stream()
        .flatMap(r -> Arrays.stream(Access.Operation.values()).map(o -> Who.of(r, o)))
        .anyMatch(who -> who.isAnybody() && who.isForRolesOnly());
  }

  /// Makes a row of the first resource of which everybody who is signed in may, and reads it by what that answered.
  private List<Content.Example> example() {
    Optional<ResourcePlan> made =
        shared.plan().resources().stream()
            .filter(
                r -> {
                  Who who = Who.of(r, Access.Operation.CREATE);
                  return who.isAnybody() && !who.isForRolesOnly();
                })
            .filter(
                r ->
                    r.create().stream()
                        .noneMatch(f -> f.required() && f.column().reference() != null))
            .filter(r -> new RowExamples(r).create().isPresent())
            .findFirst();
    return made.flatMap(r -> new RowExamples(r).create().map(body -> example(r, body))).stream()
        .toList();
  }

  private static Content.Example example(ResourcePlan resource, JsonObject.Members body) {
    return new Content.Example(
        "batch",
        Value.object(
            o ->
                o.objects(
                    "operations",
                    List.of(
                        s ->
                            s.put("method", "POST")
                                .put("path", "/" + resource.name())
                                .object("body", body),
                        s ->
                            s.put("method", "GET")
                                .put("path", "/" + resource.name() + "/{$1.id}")))));
  }

  public void schemas(JsonObject schemas) throws IOException {
    schemas.object(shared.names().of(BuiltIn.AFFECTED_RESPONSE), BatchSchemas::affected);
    schemas.object(shared.names().of(BuiltIn.BATCH), BatchSchemas::request);
    schemas.object(shared.names().of(BuiltIn.BATCH_RESPONSE), BatchSchemas::response);
  }
}
