package dev.freehold.sql;

import dev.freehold.query.Reach;
import dev.freehold.query.Scope;
import dev.freehold.query.View;

/// The text that most requests ask for, beside the cache: found by two comparisons.
record Kept(View view, Reach reach, String text) {
  boolean serves(View other, Scope scope) {
    return view == other && reach == scope.reach();
  }
}
