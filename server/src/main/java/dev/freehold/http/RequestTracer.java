package dev.freehold.http;

import org.jspecify.annotations.Nullable;

/// Begins a span for each request. Called on event loops; must not block and must not throw.
@FunctionalInterface
public interface RequestTracer {
  /// Traces no request.
  RequestTracer NONE = _ -> null;

  /// @param parent the span of the client; null if a trace begins here
  /// @return null if requests are not traced
  @Nullable RequestSpan begin(@Nullable TraceParent parent);

  /// The span of one request.
  interface RequestSpan {
    /// 32 hexadecimal digits, also if the trace is not recorded.
    String traceId();

    /// Ends the span, with the answer.
    ///
    /// @param method as in the request line
    /// @param problem the code of an error; null for none
    void end(String requestId, String method, String route, int status, @Nullable String problem);
  }
}
