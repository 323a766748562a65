/// Probes of who may do what at all (OWASP API5:2023, broken function level authorization): every operation without a token,
/// by odd ways, and what is for people with a role.
///
/// Invariant: what the description lets anybody do is not called broken.
@NullMarked
package dev.freehold.audit.guard;

import org.jspecify.annotations.NullMarked;
