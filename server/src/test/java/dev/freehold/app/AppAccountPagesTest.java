package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// `auth.pages` of a server as `serve` starts it.
final class AppAccountPagesTest {
  private static ApiPlan plan(String auth) {
    String text =
        """
        freehold: 1
        name: Notes
        auth: { cookies: true%s }
        resources: { notes: { fields: { title: string } } }
        """
            .formatted(auth);
    return switch (SpecChecker.check(text.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  @Test
  void thePagesAreThereIfTheSpecAsksForThem() {
    String theme = ", pages: { accent: \"#7a1fa2\", radius: 3 }";
    try (RunningApp running = RunningApp.of(plan(theme))) {
      for (String page : new String[] {"", "/sign-in", "/sign-up", "/account", "/keys", "/reset"}) {
        running.nobody("").get("/auth/ui" + page).expect(200);
      }
      assertThat(running.nobody("").get("/auth/theme.css").expect(200).response().body())
          .contains("--field: #7a1fa2", "--radius: 3px");
      assertThat(running.nobody("").get("/auth/ui/keys").expect(200).response().body())
          .contains("notes:read");
    }
    try (RunningApp running = RunningApp.of(plan(""))) {
      running.nobody("").get("/auth/ui").expect(404);
      running.nobody("").get("/auth/ui/account.js").expect(404);
      running.nobody("").get("/auth/reset").expect(200);
    }
  }
}
