/// How often something may be done, by whom.
///
/// Invariant: what a stranger sends can neither choose whose allowance is used nor make memory grow.
@NullMarked
package dev.freehold.limit;

import org.jspecify.annotations.NullMarked;
