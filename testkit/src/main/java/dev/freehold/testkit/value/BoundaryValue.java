package dev.freehold.testkit.value;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A value at a boundary of a field's constraints, or just beyond it.
///
/// @param description it is, for the name of a case: `201 characters`
/// @param value as JSON
/// @param expectedJson as an answer shows it; null where it is not taken
/// @param detailSuffix what stands behind the field's name where an answer faults it: empty, or `[0]` of an element
/// @param codes with which it is faulted, one of them; none: it is taken
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
