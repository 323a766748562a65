package dev.freehold.openapi;

import java.io.IOException;

/// A response header that operations share as a component.
enum OpenApiHeader {
  REQUEST_ID(
      "X-Request-Id",
      "Names this request; quote it in a report. The one that was sent, where it is fit."),
  ETAG("ETag", "The version of the row (RFC 9110 section 8.8.3). Send it back in `If-Match`."),
  ETAG_OF_ONE(
      "ETag",
      "ETagOfOne",
      false,
      "The version of the row (RFC 9110 section 8.8.3). Not there where the answer holds several"
          + " rows, or what `include` names."),
  LOCATION("Location", "The path of what was made."),
  LOCATION_OF_ONE(
      "Location",
      "LocationOfOne",
      false,
      "The path of the row that was made. Not there where there are several."),
  LINK(
      "Link",
      "Link",
      false,
      "The `first`, `prev`, `next` and `last` page, as far as they are known (RFC 8288)."),
  PREFERENCE_APPLIED(
      "Preference-Applied",
      "Preference-Applied",
      false,
      "`return=minimal` where `Prefer` asked for it; the answer has no body then (RFC 7240)."),
  REPLAYED(
      "Idempotency-Replayed",
      "Idempotency-Replayed",
      false,
      "`true` where this is the answer that an earlier request with the same `Idempotency-Key`"
          + " got; nothing was done now."),
  DRY_RUN("Dry-Run", "Dry-Run", false, "`true` where `dry_run` asked for it: nothing was changed."),
  WWW_AUTHENTICATE(
      "WWW-Authenticate",
      "`Bearer`, with `error=\"invalid_token\"` where one was sent (RFC 6750)."),
  ALLOW("Allow", "The methods that the path answers."),
  RETRY_AFTER("Retry-After", "Seconds to wait before trying again.");

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

  /// All of them, as `components/headers`.
  public static void components(JsonObjectWriter to) throws IOException {
    for (OpenApiHeader header : values()) {
      to.object(
          header.component,
          o ->
              o.put("description", header.description)
                  .put("required", header.always)
                  .object("schema", header::schema));
    }
  }

  private void schema(JsonObjectWriter schema) throws IOException {
    switch (this) {
      case RETRY_AFTER -> schema.put("type", "integer").put("minimum", 1);
      case REPLAYED, DRY_RUN -> schema.put("type", "string").put("const", "true");
      case PREFERENCE_APPLIED -> schema.put("type", "string").put("const", "return=minimal");
      case REQUEST_ID,
          ETAG,
          ETAG_OF_ONE,
          LOCATION,
          LOCATION_OF_ONE,
          LINK,
          WWW_AUTHENTICATE,
          ALLOW ->
          schema.put("type", "string");
    }
  }

  void write(JsonObjectWriter headers) throws IOException {
    headers.ref(field, "headers/" + component);
  }
}
