package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.JsonContent.ExampleWriter;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Teams;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The path item of `POST /batch` and its schemas: several operations as one transaction.
final class BatchPathItem {
  private final DocumentContext shared;

  public BatchPathItem(DocumentContext shared) {
    this.shared = shared;
  }

  public void write(JsonObjectWriter paths) throws IOException {
    paths.object(shared.plan().base() + "/batch", p -> operation().write(p, "post"));
  }

  private OpenApiOperation operation() {
    WriteParameters call = new WriteParameters(shared.parameters());
    return new OpenApiOperation(
        "batch",
        shared.names().batchTag(),
        "Several operations in one transaction",
        "Runs up to "
            + DocumentedLimits.STEPS_OF_A_BATCH
            + " operations on resources, including reads, in order and in one transaction. If an"
            + " operation fails, nothing is changed and the response is its error, with a prefix"
            + " such as `operations[2].` on each field name. A path is relative to `"
            + shared.plan().base()
            + "`. An operation can refer to the result of an earlier one, counted from 1:"
            + " `\"$1.id\"` as a whole JSON string, `{$1.id}` as a whole path segment. Access:"
            + " signed-in callers only; the access rule of each operation applies.",
        SecurityRequirement.REQUIRED,
        Stream.concat(
                call.ofWriteWithoutChoice().stream(),
                hasTeams() ? Stream.of(call.reachedTeam()) : Stream.of())
            .toList(),
        new JsonContent(shared.names().schemaName(BuiltInSchema.BATCH), example()),
        List.of(
            new SuccessResponse(
                200,
                "The result of each operation, in order.",
                List.of(OpenApiHeader.REPLAYED, OpenApiHeader.DRY_RUN),
                new JsonContent(
                    shared.names().schemaName(BuiltInSchema.BATCH_RESULTS), List.of()))),
        Stream.concat(
                Stream.of(
                    OpenApiErrorResponse.BAD_BODY,
                    OpenApiErrorResponse.UNAUTHORIZED,
                    OpenApiErrorResponse.NOT_FOUND,
                    OpenApiErrorResponse.METHOD_NOT_ALLOWED,
                    OpenApiErrorResponse.CONFLICT,
                    OpenApiErrorResponse.PRECONDITION_FAILED,
                    OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
                    OpenApiErrorResponse.IDEMPOTENCY_MISMATCH),
                isForbidding() ? Stream.of(OpenApiErrorResponse.FORBIDDEN) : Stream.empty())
            .toList());
  }

  private boolean hasTeams() {
    return shared.plan().teams() != null;
  }

  private boolean isForbidding() {
    return shared.plan().resources().stream()
        .flatMap(
            r -> Arrays.stream(Access.CrudOperation.values()).map(o -> DocumentedAccess.of(r, o)))
        .anyMatch(documentedAccess -> documentedAccess.isGranted() && documentedAccess.mayForbid());
  }

  /// An example that creates a row of the first resource with create access for every signed-in
  /// user, and reads the row by the returned id.
  private List<JsonContent.NamedExample> example() {
    Optional<ResourcePlan> made =
        shared.plan().resources().stream()
            .filter(
                r -> {
                  DocumentedAccess documentedAccess =
                      DocumentedAccess.of(r, Access.CrudOperation.CREATE);
                  return documentedAccess.isGranted() && !documentedAccess.requiresRole();
                })
            .filter(
                r ->
                    r.createFields().stream()
                        .noneMatch(f -> f.required() && f.column().reference() != null))
            .filter(r -> new ResourceExamples(r).create().isPresent())
            .findFirst();
    return made
        .flatMap(r -> new ResourceExamples(r).create().map(body -> example(r, body)))
        .stream()
        .toList();
  }

  private static JsonContent.NamedExample example(
      ResourcePlan resource, JsonObjectWriter.Members body) {
    return new JsonContent.NamedExample(
        "batch",
        ExampleWriter.object(
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

  public void schemas(JsonObjectWriter schemas) throws IOException {
    schemas.object(
        shared.names().schemaName(BuiltInSchema.AFFECTED_RESPONSE), BatchSchemas::affected);
    schemas.object(
        shared.names().schemaName(BuiltInSchema.BATCH), s -> BatchSchemas.request(s, hasTeams()));
    schemas.object(shared.names().schemaName(BuiltInSchema.BATCH_RESULTS), BatchSchemas::response);
  }

  /// The schemas of a batch, and of the response to a change of many rows.
  static final class BatchSchemas {
    private BatchSchemas() {}

    static void affected(JsonObjectWriter schema) throws IOException {
      EnvelopeSchema.of(
          schema,
          d ->
              d.put("type", "object")
                  .strings("required", List.of("affected"))
                  .object("properties", p -> p.object("affected", BatchSchemas::count)));
    }

    private static void count(JsonObjectWriter schema) throws IOException {
      schema
          .note("The number of rows.")
          .put("type", "integer")
          .put("format", "int64")
          .inFull(f -> f.put("minimum", 0));
    }

    /// @param teams whether an operation may name a team
    static void request(JsonObjectWriter schema, boolean teams) throws IOException {
      schema.put("type", "object").strings("required", List.of("operations"));
      schema.object(
          "properties",
          p ->
              p.object(
                  "operations",
                  o ->
                      o.put("type", "array")
                          .object("items", s -> step(s, teams))
                          .inFull(BatchSchemas::steps)));
      schema.inFull(f -> f.put("additionalProperties", false));
    }

    private static void step(JsonObjectWriter schema, boolean teams) throws IOException {
      schema.put("type", "object").strings("required", List.of("method", "path"));
      schema.object(
          "properties",
          p -> {
            p.object(
                "method",
                o ->
                    o.put("type", "string")
                        .strings("enum", List.of("GET", "POST", "PUT", "PATCH", "DELETE")));
            p.object(
                "path",
                o ->
                    o.describe(
                            "Relative to the base of the API.",
                            "The path relative to the base of the API, with its query.")
                        .put("type", "string")
                        .inFull(
                            f ->
                                f.put("maxLength", DocumentedLimits.PATH_OF_A_STEP)
                                    .put("pattern", "^/")));
            p.object("body", o -> o.note("The request body of the operation, if it has one."));
            p.object("headers", h -> headers(h, teams));
          });
      schema.inFull(f -> f.put("additionalProperties", false));
    }

    private static void headers(JsonObjectWriter schema, boolean teams) throws IOException {
      schema.put("type", "object");
      schema.object(
          "properties",
          p -> {
            for (String name : List.of("If-Match", "If-None-Match", "Prefer")) {
              p.object(name, o -> o.put("type", "string"));
            }
            if (teams) {
              p.object(
                  Teams.HEADER,
                  o ->
                      o.put(
                              "description",
                              "The team of this operation, in place of that of the request; `$1.id`"
                                  + " if an operation before creates it.")
                          .put("type", "string"));
            }
          });
      schema.inFull(f -> f.put("additionalProperties", false));
    }

    static void response(JsonObjectWriter schema) throws IOException {
      EnvelopeSchema.of(
          schema,
          d ->
              d.put("type", "object")
                  .strings("required", List.of("results"))
                  .object(
                      "properties",
                      p ->
                          p.object(
                              "results",
                              o ->
                                  o.put("type", "array")
                                      .object("items", BatchSchemas::result)
                                      .inFull(BatchSchemas::steps))));
    }

    /// As many as a batch may have.
    private static void steps(JsonObjectWriter array) throws IOException {
      array.put("minItems", 1).put("maxItems", DocumentedLimits.STEPS_OF_A_BATCH);
    }

    private static void result(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object").strings("required", List.of("status", "data"));
      schema.object(
          "properties",
          p -> {
            p.object(
                "status",
                o ->
                    o.put("type", "integer")
                        .inFull(f -> f.put("minimum", 200).put("maximum", 399)));
            p.object(
                "headers",
                o ->
                    o.note("Response headers, such as `ETag` and `Location`.")
                        .put("type", "object")
                        .object("additionalProperties", a -> a.put("type", "string")));
            p.object(
                "data",
                o -> o.note("The `data` of the operation's response; null if it has no body."));
          });
    }
  }
}
