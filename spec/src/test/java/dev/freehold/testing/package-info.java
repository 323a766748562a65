/// Test support for several packages.
@NullMarked
package dev.freehold.testing;

import org.jspecify.annotations.NullMarked;
