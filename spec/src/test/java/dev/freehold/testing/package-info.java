/// What tests of several packages share.
@NullMarked
package dev.freehold.testing;

import org.jspecify.annotations.NullMarked;
