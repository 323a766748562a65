/// A server that is not based on Freehold, with and without vulnerabilities.
@NullMarked
package dev.freehold.audit.vulnerable;

import org.jspecify.annotations.NullMarked;
