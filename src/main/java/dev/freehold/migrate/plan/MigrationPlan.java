package dev.freehold.migrate.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// What is to be done, in order.
///
/// @param from fingerprint of the model that the steps begin with
/// @param to fingerprint of the model that the spec asks for
public record MigrationPlan(String from, String to, List<Step> steps) {
  private static final int ID_DIGITS = 12;

  public MigrationPlan {
    steps = List.copyOf(steps);
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /// Steps that keep the plan from being run: those that are blocked, and those that lose what nobody consented to lose. The
  /// rows are considered where they were counted.
  public List<Step> obstacles(Wishes wishes) {
    return steps.stream()
        .filter(
            s ->
                switch (s.risk()) {
                  case SAFE, BACKFILL -> false;
                  case LOSSY -> !wishes.mayLose().contains(s.subject());
                  case BLOCKED -> true;
                })
        .toList();
  }

  /// The greatest risk of its steps; SAFE for none.
  public Risk risk() {
    return steps.stream().map(Step::risk).max(Comparator.naturalOrder()).orElse(Risk.SAFE);
  }

  /// The first hexadecimal digits of SHA-256 over all that would be run and where it begins: what was shown and what is about
  /// to be run are the same exactly where this is. The rows at risk are counted anew, and are not in it.
  public String id() {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      add(sum, from);
      add(sum, to);
      for (Step step : steps) {
        add(sum, step.subject());
        add(sum, step.words());
        switch (step.work()) {
          case Work.Transaction t -> t.statements().forEach(s -> add(sum, s));
          case Work.Concurrently c -> add(sum, c.statement());
          case Work.Batches b -> add(sum, b.statement());
          case Work.Nothing() -> add(sum, "");
        }
      }
      return HexFormat.of().formatHex(sum.digest()).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(MessageDigest sum, String text) {
    sum.update((text + "\0").getBytes(StandardCharsets.UTF_8));
  }
}
