package dev.freehold.migrate.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.migrate.file.MigrationFile.FileName;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests that the reader returns exactly what the writer was given, for any names, values and SQL.
final class MigrationFileWriterTest {
  private static final FileName NAME = new FileName(7, "words");

  private static final List<String> ODD =
      List.of(
          "'",
          "\"",
          "\\",
          ";",
          "--",
          "/*",
          "*/",
          "$$",
          "$a$",
          "\n",
          "-- freehold:end 0\n",
          "\n-- freehold:step 1 of 1",
          " ",
          "ü",
          "→",
          "\u2028",
          "\uD83D\uDE00",
          "(",
          ")",
          ":\"api_role\"",
          "E'",
          "\t",
          "x",
          ", ",
          ": ",
          "\u0001");

  @Test
  void everyFileIsReadAsItWasWritten() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      MigrationFile file = file(random);
      String text = MigrationFileWriter.of(file);
      for (String written : List.of(text, text.replace("\n", "\r\n"))) {
        MigrationFile read = new MigrationFileReader("x.sql", NAME).read(written);
        assertThat(read.steps()).as("seed %d", seed).isEqualTo(file.steps());
        assertThat(read.from()).isEqualTo(file.from());
        assertThat(read.to()).isEqualTo(file.to());
        assertThat(read.program()).isEqualTo(file.program());
        assertThat(read.checksums()).hasSize(file.steps().size()).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void placeholdersAreReplacedByTheRolesOfTheDatabase() {
    MigrationFileStep step =
        new MigrationFileStep.Handwritten(
            "x",
            List.of(
                "grant select on app.report to :\"api_role\", :\"auth_role\"",
                "insert into notes values (':\"api_role\"', $$:\"auth_role\"$$, 1::text) --"
                    + " :\"x\""));
    assertThat(step.step(new DatabaseRoleNames("o", "shop\"_api", "shop_auth")).action())
        .isEqualTo(
            new Action.Transaction(
                List.of(
                    "grant select on app.report to \"shop\"\"_api\", \"shop_auth\"",
                    "insert into notes values (':\"api_role\"', $$:\"auth_role\"$$, 1::text) --"
                        + " :\"x\"")));
  }

  private static MigrationFile file(Random random) {
    List<MigrationFileStep> steps = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      steps.add(
          random.nextInt(4) == 0 ? byHand(random) : new MigrationFileStep.Generated(step(random)));
    }
    return MigrationFile.of(NAME, "0.1.0", Map.of(), steps);
  }

  private static MigrationFileStep byHand(Random random) {
    return new MigrationFileStep.Handwritten(
        "what it does " + random.nextInt(9), List.of(sql(random), "select $$ " + "; $$, $1"));
  }

  private static MigrationStep step(Random random) {
    Map<String, String> set =
        Map.of("column app." + odd(random), odd(random), "check app.tasks x", odd(random));
    Set<String> removed = random.nextBoolean() ? Set.of() : Set.of("index " + odd(random));
    return new MigrationStep(
        odd(random),
        odd(random),
        one(random, Phase.values()),
        one(random, Risk.values()),
        one(random, Lock.values()),
        one(random, LockDuration.values()),
        work(random),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new RowsAtRisk(odd(random), odd(random), one(random, Risk.values()))),
        odd(random),
        new ModelChange(set, removed));
  }

  private static Action work(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Action.Transaction(List.of(sql(random), sql(random)));
      case 1 -> new Action.ConcurrentIndex("\"app\".\"" + random.nextInt() + "\"", sql(random));
      case 2 -> new Action.BatchedUpdate(sql(random) + " limit $1", odd(random));
      default -> new Action.Blocked();
    };
  }

  private static String sql(Random random) {
    return "alter table "
        + SqlQuoting.qualified("app", odd(random))
        + " /* a comment; */ add check (x in ("
        + SqlQuoting.stringLiteral(odd(random))
        + ",\n"
        + SqlQuoting.stringLiteral(odd(random))
        + "))";
  }

  private static String odd(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      text.append(ODD.get(random.nextInt(ODD.size())));
    }
    return text.toString();
  }

  private static <T> T one(Random random, T[] all) {
    return all[random.nextInt(all.length)];
  }
}
