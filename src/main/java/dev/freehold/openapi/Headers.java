package dev.freehold.openapi;

import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;

/// The headers of answers, shared by all operations.
final class Headers {
  private Headers() {}

  static void write(JsonObject to) throws IOException {
    header(
        to,
        "X-Request-Id",
        "Names this request; quote it in a report. The one that was sent, where it is fit.");
    header(to, "ETag", "The version of the row (RFC 9110 section 8.8.3).");
    header(to, "Location", "The path of what was made.");
    header(
        to,
        "WWW-Authenticate",
        "`Bearer`, with `error=\"invalid_token\"` where one was sent (RFC 6750).");
    header(to, "Allow", "The methods that the path answers.");
    to.object(
        "Retry-After",
        o ->
            o.put("description", "Seconds to wait before trying again.")
                .put("required", true)
                .object("schema", s -> s.put("type", "integer").put("minimum", 1)));
  }

  private static void header(JsonObject to, String name, String description) throws IOException {
    to.object(
        name,
        o ->
            o.put("description", description)
                .put("required", true)
                .object("schema", s -> s.put("type", "string")));
  }
}
