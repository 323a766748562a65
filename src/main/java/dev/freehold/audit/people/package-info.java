/// How the two people of an audit get in: the documented sign-up and log-in, or what a profile says of them.
///
/// Invariant: an account is signed up for the audit or named by who runs it; no other is ever tried.
@NullMarked
package dev.freehold.audit.people;

import org.jspecify.annotations.NullMarked;
