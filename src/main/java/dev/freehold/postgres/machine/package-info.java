/// What starting a server asks of the machine: users, ownership, directories, and programs run to
/// their end.
///
/// Invariant: no program that is run here sees a variable of this one's environment.
@NullMarked
package dev.freehold.postgres.machine;

import org.jspecify.annotations.NullMarked;
