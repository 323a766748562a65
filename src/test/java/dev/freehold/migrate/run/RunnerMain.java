package dev.freehold.migrate.run;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.type.Secret;

/// A program of its own that runs the steps of [Items], and says a line at each thing that happens.
public final class RunnerMain {
  private RunnerMain() {}

  public static void main(String[] words) {
    DatabaseTarget target =
        DatabaseTarget.socket(
            words[0], Integer.parseInt(words[1]), words[2], words[3], Secret.of(words[4]));
    Items.of(target).run(p -> System.out.println("at " + p), Items.slow());
    System.out.println("done");
    System.exit(0);
  }
}
