package dev.freehold.app;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;

/// A spec without sign-up: accounts are created elsewhere.
final class ClosedSignupSpec {
  private ClosedSignupSpec() {}

  static ApiPlan plan() {
    String text =
        """
        freehold: 1
        name: Closed
        auth: { signup: closed }
        resources:
          notes:
            fields: { text: { type: text, required: true } }
        """;
    return switch (SpecChecker.check(text.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }
}
