package dev.freehold.openapi;

import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.spec.Teams;
import java.io.IOException;
import java.util.List;

/// The parameters and headers of writes (dry run, preconditions, idempotency key, preferences).
/// They are the same for every resource. The brief document has those that a client sends to be safe;
/// it describes only the response of a write that is carried out and answered with a body.
final class WriteParameters {
  /// An empty owner: these parameters have the same definition for every resource.
  private static final String OWNER = "call";

  private final OpenApiParameterRegistry parameters;

  public WriteParameters(OpenApiParameterRegistry parameters) {
    this.parameters = parameters;
  }

  /// The parameters of a write whose response has a body.
  public List<String> ofWrite() {
    return switch (parameters.detail()) {
      case BRIEF -> List.of(idempotencyKey());
      case FULL -> List.of(dryRun(), idempotencyKey(), prefer());
    };
  }

  /// The parameters of a write whose response is never asked to have no body.
  public List<String> ofWriteWithoutChoice() {
    return switch (parameters.detail()) {
      case BRIEF -> List.of(idempotencyKey());
      case FULL -> List.of(dryRun(), idempotencyKey());
    };
  }

  /// The headers of a read of one row.
  public List<String> readPreconditions() {
    return switch (parameters.detail()) {
      case BRIEF -> List.of();
      case FULL -> everyReadPrecondition();
    };
  }

  private List<String> everyReadPrecondition() {
    return List.of(
        versions(
            "If-None-Match",
            "`ETag` values of known responses, such as `\"3.k3f9a2Qx\"`: 304 if this response has"
                + " one of them."),
        versions(
            "If-Match",
            "`ETag` values, such as `\"3.k3f9a2Qx\"`: 412 if the row has the version of none of"
                + " them."));
  }

  /// The headers of a write of one row.
  public List<String> writePreconditions() {
    String match =
        versions(
            "If-Match",
            "The `ETag` of a read: 412 if the row has changed since.",
            "One or more `ETag` values from a read, such as `\"3.k3f9a2Qx\"`: 412 if the row has"
                + " changed since.");
    return switch (parameters.detail()) {
      case BRIEF -> List.of(match);
      case FULL ->
          List.of(match, versions("If-None-Match", "412 if the row has one of these versions."));
    };
  }

  private String dryRun() {
    return parameters.componentKey(
        "dry_run",
        OWNER,
        o ->
            o.put("in", "query")
                .put("description", "`true`: checks the request and changes nothing.")
                .object("schema", s -> s.put("type", "boolean")));
  }

  private String idempotencyKey() {
    return parameters.componentKey(
        "Idempotency-Key",
        OWNER,
        o ->
            o.put("in", "header")
                .describe(
                    "Makes it safe to repeat the request with the same key.",
                    "A key chosen by the client for one change, such as a UUID: 1 to 255 characters"
                        + " of visible ASCII, also in double quotes. For 24 hours, a repeated"
                        + " request with the same key is executed once and gets the same response.")
                .object(
                    "schema",
                    s ->
                        s.put("type", "string")
                            .inFull(f -> f.put("pattern", JsonSchemaPatterns.IDEMPOTENCY_KEY))));
  }

  private String prefer() {
    return parameters.componentKey(
        "Prefer",
        OWNER,
        o ->
            o.put("in", "header")
                .put("description", "`return=minimal`: a response without a body.")
                .object("schema", s -> s.put("type", "string")));
  }

  /// The header of every operation on rows of a team.
  public String team() {
    return team(
        OWNER, "The team whose rows are meant; 404 if the caller is no member of it.", true);
  }

  /// The header of an operation that can reach rows of a team.
  String reachedTeam() {
    return team(
        "optional",
        "The team, where the request reads rows of one: by an include, a condition, an order, a"
            + " reference or a step of a batch.",
        false);
  }

  private String team(String owner, String description, boolean required) {
    return parameters.componentKey(
        Teams.HEADER,
        owner,
        o -> {
          o.put("in", "header");
          if (required) {
            o.put("required", true);
          }
          o.put("description", description).object("schema", WriteParameters::team);
        });
  }

  private static void team(JsonObjectWriter schema) throws IOException {
    schema.put("type", "string").put("format", "uuid").put("x-ref", Teams.TEAMS);
  }

  public String maxAffected() {
    return parameters.componentKey(
        "max_affected",
        OWNER,
        o ->
            o.put("in", "query")
                .describe(
                    "The most rows to change; if more match, none is changed.",
                    "The maximum number of rows to change. If more rows match, none is changed"
                        + " (409). Not needed if `id` or `id[in]` selects the rows.")
                .object(
                    "schema",
                    s ->
                        s.put("type", "integer")
                            .put("format", "int32")
                            .inFull(
                                f ->
                                    f.put("minimum", 1)
                                        .put("maximum", DocumentedLimits.MAX_AFFECTED))));
  }

  private String versions(String name, String description) {
    return versions(name, description, description);
  }

  private String versions(String name, String brief, String full) {
    return parameters.componentKey(
        name,
        OWNER,
        o ->
            o.put("in", "header")
                .describe(brief, full)
                .object(
                    "schema",
                    s ->
                        s.put("type", "string")
                            .inFull(f -> f.put("pattern", JsonSchemaPatterns.ENTITY_TAGS))));
  }
}
