package dev.freehold.description;

import java.util.Map;
import java.util.Optional;

/// What a body may be.
///
/// @param types schema by media type, in the order in which they are written
/// @param example one of JSON that the description gives
public record Content(Map<String, Schema> types, Optional<Object> example) {
  public static final Content NONE = new Content(Map.of(), Optional.empty());

  /// The schema of the JSON body, where it may be JSON.
  public Optional<Schema> json() {
    return types.entrySet().stream()
        .filter(each -> isJson(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /// The schema of a form, where it may be one.
  public Optional<Schema> form() {
    return Optional.ofNullable(types.get("application/x-www-form-urlencoded"));
  }

  static boolean isJson(String type) {
    String bare = type.split(";", 2)[0].strip();
    return bare.equals("application/json") || bare.endsWith("+json") || bare.equals("*/*");
  }
}
