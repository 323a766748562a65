/// A server that is not ours, with and without faults.
@NullMarked
package dev.freehold.audit.stranger;

import org.jspecify.annotations.NullMarked;
