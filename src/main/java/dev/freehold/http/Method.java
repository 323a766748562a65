package dev.freehold.http;

/// The methods that routes are made of (RFC 9110 section 9.3, RFC 5789). HEAD and OPTIONS are answered from these.
public enum Method {
  GET,
  POST,
  PUT,
  PATCH,
  DELETE;

  /// Whether the method asks for no change (RFC 9110 section 9.2.1).
  public boolean isSafe() {
    return this == GET;
  }
}
