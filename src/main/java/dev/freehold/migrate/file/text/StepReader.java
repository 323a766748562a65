package dev.freehold.migrate.file.text;

import dev.freehold.migrate.file.sql.Malformed;
import dev.freehold.migrate.file.sql.SqlScanner;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.ModelChange;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One step from the text that [StepWriter] made of it.
final class StepReader {
  private static final Pattern LINE = Pattern.compile("--   ([a-z]+) +(\\S.*)");
  private static final String JSON = "\"(?:[^\"\\\\]|\\\\.)*+\"";
  private static final Pattern SET = Pattern.compile("(" + JSON + ") (" + JSON + ")");

  private final int line;
  private final Map<String, String> labels = new HashMap<>();
  private final Map<String, String> set = new HashMap<>();
  private final Set<String> removed = new HashSet<>();

  /// @param line of its directive
  /// @param comments all of the step's but its directives
  StepReader(int line, List<SqlScanner.Comment> comments) {
    this.line = line;
    for (SqlScanner.Comment comment : comments) {
      Matcher matcher = LINE.matcher(comment.text());
      if (!matcher.matches()) {
        throw new Malformed(comment.line(), "a step holds no such comment");
      }
      put(comment.line(), matcher.group(1), matcher.group(2));
    }
  }

  private void put(int at, String label, String value) {
    switch (label) {
      case Label.SET -> {
        Matcher pair = SET.matcher(value);
        if (!pair.matches()) {
          throw new Malformed(at, "'set' takes two JSON strings");
        }
        set.put(OneLine.read(at, pair.group(1)), OneLine.read(at, pair.group(2)));
      }
      case Label.GONE -> removed.add(OneLine.read(at, value));
      default -> {
        if (labels.put(label, OneLine.read(at, value)) != null) {
          throw new Malformed(at, "'" + label + "' stands twice in a step");
        }
      }
    }
  }

  Step step(List<String> statements) {
    String[] lock = value(Label.LOCK).split(", ", 2);
    return new Step(
        value(Label.ABOUT),
        value(Label.DOES),
        constant(Phase.class, value(Label.PHASE)),
        constant(Risk.class, value(Label.CLASS)),
        constant(Lock.class, lock[0]),
        constant(Hold.class, lock.length == 2 ? lock[1] : ""),
        work(value(Label.RUN), statements),
        atRisk(),
        labels.getOrDefault(Label.INSTEAD, ""),
        new ModelChange(set, removed));
  }

  private Optional<AtRisk> atRisk() {
    String risk = labels.get(Label.AT_RISK);
    if (risk == null) {
      return Optional.empty();
    }
    String[] parts = risk.split(": ", 2);
    return Optional.of(
        new AtRisk(
            value(Label.COUNT),
            OneLine.read(line, parts.length == 2 ? parts[1] : ""),
            constant(Risk.class, parts[0])));
  }

  private Work work(String run, List<String> statements) {
    if (run.equals(Label.TRANSACTION)) {
      return new Work.Transaction(statements);
    }
    if (run.equals(Label.NOTHING) && statements.isEmpty()) {
      return new Work.Nothing();
    }
    if (run.startsWith(Label.CONCURRENTLY) && statements.size() == 1) {
      return new Work.Concurrently(
          run.substring(Label.CONCURRENTLY.length()), statements.getFirst());
    }
    if (run.startsWith(Label.BATCHES) && statements.size() == 1) {
      return new Work.Batches(
          statements.getFirst(), OneLine.read(line, run.substring(Label.BATCHES.length())));
    }
    throw new Malformed(line, "no step is run so: " + run);
  }

  private String value(String label) {
    String value = labels.get(label);
    if (value == null) {
      throw new Malformed(line, "the step lacks '" + label + "'");
    }
    return value;
  }

  private <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> StepWriter.word(c).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new Malformed(
                    line,
                    "there is no "
                        + type.getSimpleName().toLowerCase(Locale.ROOT)
                        + " '"
                        + word
                        + "'; a newer Freehold may have written it"));
  }
}
