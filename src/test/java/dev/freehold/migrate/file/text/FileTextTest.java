package dev.freehold.migrate.file.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.ddl.RoleNames;
import dev.freehold.migrate.file.FileName;
import dev.freehold.migrate.file.FileStep;
import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.ModelChange;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is written to a file is what is read from it, whatever names, values and SQL there are.
final class FileTextTest {
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
      String text = FileText.of(file);
      for (String written : List.of(text, text.replace("\n", "\r\n"))) {
        MigrationFile read = new FileReader("x.sql", NAME).read(written);
        assertThat(read.steps()).as("seed %d", seed).isEqualTo(file.steps());
        assertThat(read.from()).isEqualTo(file.from());
        assertThat(read.to()).isEqualTo(file.to());
        assertThat(read.program()).isEqualTo(file.program());
        assertThat(read.checksums()).hasSize(file.steps().size()).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void rolesAreThoseOfTheDatabase() {
    FileStep step =
        new FileStep.ByHand(
            "x",
            List.of(
                "grant select on app.report to :\"api_role\", :\"auth_role\"",
                "insert into notes values (':\"api_role\"', $$:\"auth_role\"$$, 1::text) --"
                    + " :\"x\""));
    assertThat(step.step(new RoleNames("o", "shop\"_api", "shop_auth")).work())
        .isEqualTo(
            new Work.Transaction(
                List.of(
                    "grant select on app.report to \"shop\"\"_api\", \"shop_auth\"",
                    "insert into notes values (':\"api_role\"', $$:\"auth_role\"$$, 1::text) --"
                        + " :\"x\"")));
  }

  private static MigrationFile file(Random random) {
    List<FileStep> steps = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      steps.add(random.nextInt(4) == 0 ? byHand(random) : new FileStep.Made(step(random)));
    }
    return MigrationFile.of(NAME, "0.1.0", Map.of(), steps);
  }

  private static FileStep byHand(Random random) {
    return new FileStep.ByHand(
        "what it does " + random.nextInt(9), List.of(sql(random), "select $$ " + "; $$, $1"));
  }

  private static Step step(Random random) {
    Map<String, String> set =
        Map.of("column app." + odd(random), odd(random), "check app.tasks x", odd(random));
    Set<String> removed = random.nextBoolean() ? Set.of() : Set.of("index " + odd(random));
    return new Step(
        odd(random),
        odd(random),
        one(random, Phase.values()),
        one(random, Risk.values()),
        one(random, Lock.values()),
        one(random, Hold.values()),
        work(random),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new AtRisk(odd(random), odd(random), one(random, Risk.values()))),
        odd(random),
        new ModelChange(set, removed));
  }

  private static Work work(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Work.Transaction(List.of(sql(random), sql(random)));
      case 1 -> new Work.Concurrently("\"app\".\"" + random.nextInt() + "\"", sql(random));
      case 2 -> new Work.Batches(sql(random) + " limit $1", odd(random));
      default -> new Work.Nothing();
    };
  }

  private static String sql(Random random) {
    return "alter table "
        + SqlText.qualified("app", odd(random))
        + " /* a comment; */ add check (x in ("
        + SqlText.string(odd(random))
        + ",\n"
        + SqlText.string(odd(random))
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
