package dev.freehold.http;

/// One line of the route table.
///
/// @param path segments that are literal or one parameter each: `/api/v1/tasks/{id}`
/// @param body whether the route reads a body
public record Route(Method method, String path, Body body, Endpoint endpoint) {

  /// What a route does with a request's body.
  public enum Body {
    /// A body that comes is read to its end, within the limit, and left alone.
    IGNORED,
    /// `application/json` is required of a request that has a body; the endpoint reads it.
    JSON,
    /// The same, of at most [#SMALL_BYTES]: a form, on a route that is open to strangers.
    SMALL_JSON;

    /// A few fields of text, each character escaped.
    public static final int SMALL_BYTES = 16 << 10;

    /// The most bytes of a route's body.
    ///
    /// @param general of any route
    public int limit(int general) {
      return this == SMALL_JSON ? Math.min(SMALL_BYTES, general) : general;
    }
  }
}
