package dev.freehold.testkit.value;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A value at a boundary of a field's constraints, or just beyond it.
///
/// @param description part of the name of a case: `201 characters`
/// @param value the value as JSON
/// @param expectedJson the value in the response; null if it is invalid
/// @param detailSuffix suffix of the field name in the error details: empty, or `[0]` of an element
/// @param codes the possible error codes; empty for a valid value
public record BoundaryValue(
    String description,
    Object value,
    @Nullable Object expectedJson,
    String detailSuffix,
    Set<String> codes) {
  public BoundaryValue {
    codes = Set.copyOf(codes);
  }

  static BoundaryValue good(String what, Object value) {
    return new BoundaryValue(what, value, value, "", Set.of());
  }

  static BoundaryValue good(String what, Object value, Object shown) {
    return new BoundaryValue(what, value, shown, "", Set.of());
  }

  static BoundaryValue bad(String what, Object value, String... codes) {
    return new BoundaryValue(what, value, null, "", Set.of(codes));
  }

  public boolean isAccepted() {
    return codes.isEmpty();
  }
}
