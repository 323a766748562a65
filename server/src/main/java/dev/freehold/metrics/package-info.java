/// What operators count: the meters of a server, and the endpoint that Prometheus reads.
///
/// Invariant: The values of a label are few and chosen by the server: a route is its pattern, and what a
/// client makes up is one value. Nothing of the library is loaded while metrics are off.
@NullMarked
package dev.freehold.metrics;

import org.jspecify.annotations.NullMarked;
