/// A server that is not ours, with and without faults.
@NullMarked
package dev.freehold.audit.vulnerable;

import org.jspecify.annotations.NullMarked;
