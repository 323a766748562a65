package dev.freehold.http;

/// One query parameter as it stood in the address, percent-decoded (application/x-www-form-urlencoded), in order; a
/// name may come more than once.
public record Parameter(String name, String value) {
  private static final int MOST = 60;

  /// The name as an answer may repeat it.
  String shortName() {
    if (name.codePointCount(0, name.length()) <= MOST) {
      return name;
    }
    return name.substring(0, name.offsetByCodePoints(0, MOST)) + "…";
  }
}
