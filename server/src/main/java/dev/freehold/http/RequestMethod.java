package dev.freehold.http;

/// The methods of routes (RFC 9110 section 9.3, RFC 5789). HEAD and OPTIONS are derived from these.
public enum RequestMethod {
  GET,
  POST,
  PUT,
  PATCH,
  DELETE;

  /// Whether the method is safe (RFC 9110 section 9.2.1).
  public boolean isSafe() {
    return this == GET;
  }
}
