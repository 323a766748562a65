/// Files of a migration as text: written by a command, reviewed and added to by people, run in production.
///
/// Invariant: what is read is what was written, or a fault that says where.
@NullMarked
package dev.freehold.migrate.file.text;

import org.jspecify.annotations.NullMarked;
