/// The operations on resources, their authorization and their routes.
///
/// Invariant: Only `Authorizer` makes a `RowScope` or an `ApiView`; a bulk change or a batch is
/// done whole or not at all.
@NullMarked
package dev.freehold.api;

import org.jspecify.annotations.NullMarked;
