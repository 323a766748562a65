/// What the audit is worth: a real server, in front of which or in which one fault at a time is
/// put, and whether the audit finds it.
@NullMarked
package dev.freehold.audit.defect;

import org.jspecify.annotations.NullMarked;
