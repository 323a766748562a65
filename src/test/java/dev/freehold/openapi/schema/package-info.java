@NullMarked
package dev.freehold.openapi.schema;

import org.jspecify.annotations.NullMarked;
