package dev.freehold.query;

/// The entity tag of a row in a response (RFC 9110 section 8.8.3): `"7.k3f9a2Qx"`.
///
/// @param version the state of the row, as far as the caller may read it. Another state of the row
///     has another version
/// @param fingerprint the fields of the response and their definitions; empty if a client sends the
///     version alone
public record EntityTag(String version, String fingerprint) {
  private static final char SEPARATOR = '.';

  /// @param opaque the text between the quotes
  public static EntityTag parse(String opaque) {
    int dot = opaque.indexOf(SEPARATOR);
    return dot < 0
        ? new EntityTag(opaque, "")
        : new EntityTag(opaque.substring(0, dot), opaque.substring(dot + 1));
  }

  /// The value of the header `ETag`.
  public String header() {
    return '"' + version + SEPARATOR + fingerprint + '"';
  }
}
