/// Traces by OpenTelemetry: a span for each request and each of its statements, sent by OTLP over HTTP.
///
/// Invariant: No span has a value of a client: no path, id, query, body or argument. Nothing of the
/// library is loaded while traces are off.
@NullMarked
package dev.freehold.tracing;

import org.jspecify.annotations.NullMarked;
