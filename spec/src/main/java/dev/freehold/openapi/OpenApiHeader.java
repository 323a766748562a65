package dev.freehold.openapi;

import java.io.IOException;
import java.util.List;

/// A response header that operations share as a component.
enum OpenApiHeader {
  REQUEST_ID(
      "X-Request-Id",
      "The id of the request; quote it in an error report. A valid id of the client is kept."),
  ETAG(
      "ETag",
      "The entity tag of the row (RFC 9110 section 8.8.3): its version, and the fields of the"
          + " response. Send it back in `If-Match`."),
  ETAG_OF_ONE(
      "ETag",
      "ETagOfOne",
      false,
      "The entity tag of the row (RFC 9110 section 8.8.3): its version, and the fields of the"
          + " response. Absent if the response contains several"
          + " rows or included relations."),
  LOCATION("Location", "The path of the created resource."),
  REDIRECTION("Location", "Redirection", true, "Where the browser goes."),
  LINK(
      "Link",
      "Link",
      false,
      "Links to the `first`, `prev`, `next` and `last` page, as far as known (RFC 8288)."),
  PREFERENCE_APPLIED(
      "Preference-Applied",
      "Preference-Applied",
      false,
      "`return=minimal` if `Prefer` requested it; the response then has no body (RFC 7240)."),
  REPLAYED(
      "Idempotency-Replayed",
      "Idempotency-Replayed",
      false,
      "`true` if this is the response to an earlier request with the same `Idempotency-Key`;"
          + " this request changed nothing."),
  DRY_RUN("Dry-Run", "Dry-Run", false, "`true` for a request with `dry_run`: nothing was changed."),
  WWW_AUTHENTICATE(
      "WWW-Authenticate",
      "`Bearer`, with `error=\"invalid_token\"` if the request sent a token (RFC 6750)."),
  ALLOW("Allow", "The methods that the path supports."),
  RETRY_AFTER("Retry-After", "Seconds to wait before trying again."),
  RATE_LIMIT(
      "RateLimit",
      "RateLimit",
      false,
      "What is left of a limit: `r` requests, and `t` seconds until it is whole again"
          + " (draft-ietf-httpapi-ratelimit-headers-10). Also with other responses of `/auth`."),
  RATE_LIMIT_POLICY(
      "RateLimit-Policy", "RateLimit-Policy", false, "The limit: `q` requests in `w` seconds.");

  private final String field;
  private final String component;
  private final boolean always;
  private final String description;

  OpenApiHeader(String field, String description) {
    this(field, field, true, description);
  }

  OpenApiHeader(String field, String component, boolean always, String description) {
    this.field = field;
    this.component = component;
    this.always = always;
    this.description = description;
  }

  /// Whether it is the entity tag of a row, which a client needs for `If-Match`.
  boolean isTag() {
    return this == ETAG || this == ETAG_OF_ONE;
  }

  /// Writes the headers to which responses refer as `components/headers`.
  public static void components(JsonObjectWriter to) throws IOException {
    for (OpenApiHeader header : values()) {
      if (!to.refersTo("headers/" + header.component)) {
        continue;
      }
      to.object(
          header.component,
          o ->
              o.describe("The version of the row, for `If-Match`.", header.description)
                  .put("required", header.always)
                  .object("schema", header::schema));
    }
  }

  private void schema(JsonObjectWriter schema) throws IOException {
    switch (this) {
      case RETRY_AFTER -> schema.put("type", "integer").put("minimum", 1);
      case ETAG, ETAG_OF_ONE ->
          schema
              .put("type", "string")
              .inFull(s -> s.strings("examples", List.of("\"3.k3f9a2Qx\"")));
      case REQUEST_ID,
          LOCATION,
          LINK,
          PREFERENCE_APPLIED,
          REPLAYED,
          DRY_RUN,
          WWW_AUTHENTICATE,
          ALLOW,
          RATE_LIMIT,
          RATE_LIMIT_POLICY,
          REDIRECTION ->
          schema.put("type", "string");
    }
  }

  void write(JsonObjectWriter headers) throws IOException {
    headers.ref(field, "headers/" + component);
  }
}
