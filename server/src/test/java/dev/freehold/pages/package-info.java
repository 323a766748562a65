@NullMarked
package dev.freehold.pages;

import org.jspecify.annotations.NullMarked;
