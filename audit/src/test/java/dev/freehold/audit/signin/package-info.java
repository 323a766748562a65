/// A server whose way to sign in is a parameter.
@NullMarked
package dev.freehold.audit.signin;

import org.jspecify.annotations.NullMarked;
