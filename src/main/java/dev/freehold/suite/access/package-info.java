/// Cases about who may do what with whose rows and fields, along every way to them.
///
/// Invariant: each operation is tried as nobody, as the owner, as another user and with each role.
@NullMarked
package dev.freehold.suite.access;

import org.jspecify.annotations.NullMarked;
