package dev.freehold.api;

import dev.freehold.http.Method;
import dev.freehold.http.Route;

/// One line of the table of operations: what a request or a step of a batch is answered by.
///
/// @param path from the root, as a [Route] has it
public record OperationRoute(Method method, String path, Route.Body body, Operation operation) {}
