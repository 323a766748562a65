package dev.freehold.audit.site;

/// How a token is sent.
///
/// @param name of the header
/// @param template of its value, with `{token}` in it
public record TokenForm(String name, String template) {
  static final TokenForm BEARER = new TokenForm("Authorization", "Bearer {token}");

  String value(String token) {
    return template.replace("{token}", token);
  }
}
