package dev.freehold.migrate.file.text;

import dev.freehold.migrate.file.FileStep;
import dev.freehold.migrate.file.sql.Directive;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.ModelChange;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/// One step as text. [StepReader] reads it.
final class StepWriter {
  private static final int LABEL = 8;

  private StepWriter() {}

  /// @param number from 1, of those that were made
  static String made(Step step, int number, int of) {
    StringBuilder out = new StringBuilder(Directive.STEP + number + " of " + of + "\n");
    line(out, Label.DOES, step.words());
    line(out, Label.ABOUT, step.subject());
    line(out, Label.CLASS, word(step.declared()));
    line(out, Label.PHASE, word(step.phase()));
    line(out, Label.LOCK, word(step.lock()) + ", " + word(step.hold()));
    step.atRisk().ifPresent(risk -> atRisk(out, risk));
    if (!step.remedy().isEmpty()) {
      line(out, Label.INSTEAD, step.remedy());
    }
    line(out, Label.RUN, run(step.work()));
    statements(step.work()).forEach(s -> out.append(statement(s)));
    model(out, step.change());
    return out + Directive.END + Sum.shortly(out.toString()) + "\n";
  }

  static String byHand(FileStep.ByHand step) {
    StringBuilder out = new StringBuilder(Directive.HAND + " " + step.words() + "\n");
    step.statements().forEach(s -> out.append(statement(s)));
    return out.toString();
  }

  /// `ACCESS_EXCLUSIVE` → `access exclusive`
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void atRisk(StringBuilder out, AtRisk risk) {
    line(out, Label.AT_RISK, word(risk.ifAny()) + ": " + OneLine.write(risk.what()));
    line(out, Label.COUNT, risk.count());
  }

  private static String run(Work work) {
    return switch (work) {
      case Work.Transaction _ -> Label.TRANSACTION;
      case Work.Concurrently(String index, _) -> Label.CONCURRENTLY + index;
      case Work.Batches(_, String start) -> Label.BATCHES + OneLine.quote(start);
      case Work.Nothing() -> Label.NOTHING;
    };
  }

  private static List<String> statements(Work work) {
    return switch (work) {
      case Work.Transaction(List<String> statements) -> statements;
      case Work.Concurrently(_, String statement) -> List.of(statement);
      case Work.Batches(String statement, _) -> List.of(statement);
      case Work.Nothing() -> List.of();
    };
  }

  /// A comment at the end would hide the semicolon.
  private static String statement(String sql) {
    String text = sql.strip();
    boolean comment = text.substring(text.lastIndexOf('\n') + 1).contains("--");
    return text + (comment ? "\n;\n" : ";\n");
  }

  private static void model(StringBuilder out, ModelChange change) {
    out.append(Directive.MODEL).append('\n');
    new TreeMap<>(change.set())
        .forEach(
            (key, definition) ->
                line(out, Label.SET, OneLine.quote(key), OneLine.quote(definition)));
    new TreeSet<>(change.removed()).forEach(key -> line(out, Label.GONE, OneLine.quote(key), ""));
  }

  private static void line(StringBuilder out, String label, String value) {
    line(out, label, OneLine.write(value), "");
  }

  private static void line(StringBuilder out, String label, String value, String more) {
    String text = "--   " + label + " ".repeat(LABEL - label.length()) + value + " " + more;
    out.append(text.stripTrailing()).append('\n');
  }
}
