@NullMarked
package dev.freehold.openapi;

import org.jspecify.annotations.NullMarked;
