/// `freehold user`: what an operator does to accounts, a command a file.
///
/// Invariant: a password is never an argument, and never printed but the one that was just made, once.
@NullMarked
package dev.freehold.cli.user;

import org.jspecify.annotations.NullMarked;
