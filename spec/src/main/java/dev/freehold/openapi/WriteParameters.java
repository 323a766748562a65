package dev.freehold.openapi;

import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import java.io.IOException;
import java.util.List;

/// The parameters and headers of writes (dry run, preconditions, idempotency key, preferences).
/// They are the same for every resource.
final class WriteParameters {
  /// Nobody tells these from others of the same name: there are none.
  private static final String OWNER = "call";

  private final OpenApiParameterRegistry parameters;

  public WriteParameters(OpenApiParameterRegistry parameters) {
    this.parameters = parameters;
  }

  /// Of a read of one row.
  public List<String> readPreconditions() {
    return List.of(
        header("If-None-Match", "Versions that you have, as `\"3\"`: 304 where it is one of them."),
        header("If-Match", "Versions, as `\"3\"`: 412 where it is none of them."));
  }

  /// Of a write of one row.
  public List<String> writePreconditions() {
    return List.of(
        header(
            "If-Match",
            "The `ETag` that you have read, as `\"3\"`, or several: 412 where the row has changed"
                + " since."),
        header("If-None-Match", "412 where the row is of one of these versions."));
  }

  public String dryRun() {
    return parameters.componentKey(
        "dry_run",
        OWNER,
        o ->
            o.put("in", "query")
                .put("description", "`true`: everything is checked and nothing is changed.")
                .object("schema", s -> s.put("type", "boolean")));
  }

  public String idempotencyKey() {
    return parameters.componentKey(
        "Idempotency-Key",
        OWNER,
        o ->
            o.put("in", "header")
                .put(
                    "description",
                    "Of your choice, new for each change, such as a UUID: however often the request"
                        + " is sent with it, it is done once, and answered alike, for 24 hours.")
                .object(
                    "schema",
                    s ->
                        s.put("type", "string")
                            .put("minLength", 1)
                            .put("maxLength", 255)
                            .put("pattern", "^[!-~]+$")));
  }

  public String prefer() {
    return header("Prefer", "`return=minimal`: an answer without a body.");
  }

  public String maxAffected() {
    return parameters.componentKey(
        "max_affected",
        OWNER,
        o ->
            o.put("in", "query")
                .put(
                    "description",
                    "Where more rows match, none is changed: 409. Not needed where `id` or `id[in]`"
                        + " names the rows.")
                .object(
                    "schema",
                    s ->
                        s.put("type", "integer")
                            .put("format", "int32")
                            .put("minimum", 1)
                            .put("maximum", DocumentedLimits.MAX_AFFECTED)));
  }

  private String header(String name, String description) {
    return parameters.componentKey(name, OWNER, o -> header(o, description));
  }

  private static void header(JsonObjectWriter to, String description) throws IOException {
    to.put("in", "header")
        .put("description", description)
        .object("schema", s -> s.put("type", "string"));
  }
}
