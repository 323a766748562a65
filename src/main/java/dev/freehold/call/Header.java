package dev.freehold.call;

/// One header line of a request.
///
/// @param value as it is sent
/// @param shown as it is shown to people: the same, or a shell variable such as `$TOKEN_A` in place of a secret
public record Header(String name, String value, String shown) {
  public static Header of(String name, String value) {
    return new Header(name, value, value);
  }
}
