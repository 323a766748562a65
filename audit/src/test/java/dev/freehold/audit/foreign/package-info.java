/// A server in the shapes of other APIs, with broken object authorizations.
@NullMarked
package dev.freehold.audit.foreign;

import org.jspecify.annotations.NullMarked;
