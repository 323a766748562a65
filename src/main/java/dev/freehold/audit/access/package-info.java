/// Probes of who reaches whose rows (OWASP API1:2023, broken object level authorization): two people, of whom one tries to
/// read, change, count, point at or notice what the other has.
///
/// Invariant: after each attack the row's owner reads it again; it is as it was, or the attack is a finding.
@NullMarked
package dev.freehold.audit.access;

import org.jspecify.annotations.NullMarked;
