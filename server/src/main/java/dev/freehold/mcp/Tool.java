package dev.freehold.mcp;

import dev.freehold.api.ResourceEndpoint;
import dev.freehold.plan.ResourcePlan;

/// A tool of a resource.
///
/// @param endpoint the operation that it calls
record Tool(ToolKind kind, ResourcePlan resource, ResourceEndpoint endpoint) {
  /// Unique: no kind has an underscore in its word. At most 56 characters of `[a-z0-9_]`.
  String name() {
    return resource.name() + "_" + kind.word();
  }
}
