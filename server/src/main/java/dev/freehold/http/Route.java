package dev.freehold.http;

/// An entry of the route table.
///
/// @param path segments that are literal or one parameter each: `/api/v1/tasks/{id}`
/// @param body whether the route reads a body
/// @param head whether a `GET` is answered to `HEAD` too. Not where it uses something up, such as a code that is
///   valid once: who looks at an address beforehand, as programs of mail and chat do, must not spend it
public record Route(RequestMethod method, String path, Body body, Endpoint endpoint, boolean head) {
  public Route(RequestMethod method, String path, Body body, Endpoint endpoint) {
    this(method, path, body, endpoint, method == RequestMethod.GET);
  }

  /// The same for `GET` alone; `HEAD` is 405.
  public Route withoutHead() {
    return new Route(method, path, body, endpoint, false);
  }

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
