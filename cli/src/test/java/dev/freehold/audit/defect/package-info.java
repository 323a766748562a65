/// The detection rate of the audit: plants one defect at a time in a real server, or in a proxy in
/// front of it, and checks whether the audit finds it.
@NullMarked
package dev.freehold.audit.defect;

import org.jspecify.annotations.NullMarked;
