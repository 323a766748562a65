package dev.freehold.http;

/// An entry of the route table.
///
/// @param path segments that are literal or one parameter each: `/api/v1/tasks/{id}`
/// @param body whether the route reads a body
public record Route(RequestMethod method, String path, Body body, Endpoint endpoint) {

  /// How a route treats the body of a request.
  public enum Body {
    /// Read to its end, within the limit, and discarded.
    IGNORED,
    /// JSON. A request with a body must have the type `application/json`.
    JSON,
    /// JSON of at most [#SMALL_BYTES], for a form that anonymous callers may send.
    SMALL_JSON;

    /// Enough for a few text fields with each character escaped.
    public static final int SMALL_BYTES = 16 << 10;

    /// The most bytes of a route's body.
    ///
    /// @param general the limit of the server for any route
    public int limit(int general) {
      return this == SMALL_JSON ? Math.min(SMALL_BYTES, general) : general;
    }
  }
}
