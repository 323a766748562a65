/// HTTP calls to a server under test, and JUnit XML reports.
///
/// Invariant: A call ends by its deadline and holds no more than its cap.
@NullMarked
package dev.freehold.client;

import org.jspecify.annotations.NullMarked;
