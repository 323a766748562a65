package dev.freehold.migrate.file;

import dev.freehold.migrate.file.MigrationFile.Checksum;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes a migration file as text. [MigrationFileReader] parses it.
final class MigrationFileWriter {
  private static final String PROSE =
      """
      --
      -- 'freehold migrate apply' runs this file step by step, each step once, and keeps its checksum: it does not change once
      -- it was applied anywhere. Until then read it, and put SQL of your own between the steps where the data needs it:
      --
      --   -- freehold:hand what it does
      --   update app.tasks set title = 'untitled' where title = '';
      --
      -- Each of those is one transaction. What 'freehold:step' begins was made from the spec and stays as it is: to have it
      -- otherwise, change the spec, delete this file and run 'freehold migrate new'. Row-level security, policies and grants
      -- stand in no file: they follow from the spec, and are made anew after the last one.
      """;

  private MigrationFileWriter() {}

  /// @throws IllegalStateException if a step would be read back differently
  public static String of(MigrationFile file) {
    StringBuilder out = new StringBuilder();
    out.append(Directive.MIGRATION).append(MigrationFile.FORMAT).append('\n');
    out.append("-- program ").append(file.program()).append('\n');
    out.append("-- from    ").append(file.from()).append('\n');
    out.append("-- to      ").append(file.to()).append('\n');
    out.append(PROSE);
    int number = 0;
    int of =
        (int) file.steps().stream().filter(MigrationFileStep.Generated.class::isInstance).count();
    for (MigrationFileStep step : file.steps()) {
      out.append('\n');
      out.append(
          switch (step) {
            case MigrationFileStep.Generated(var made) ->
                StepTextWriter.generated(made, ++number, of);
            case MigrationFileStep.Handwritten hand -> StepTextWriter.handwritten(hand);
          });
    }
    List<MigrationFileStep> read =
        new MigrationFileReader(file.path(), file.name()).read(out.toString()).steps();
    if (!read.equals(file.steps())) {
      throw new IllegalStateException("a step of " + file.name() + " cannot be written as text");
    }
    return out.toString();
  }

  /// The comments that carry a file's structure: `-- freehold:step 1 of 3`.
  public static final class Directive {
    public static final String MARK = "-- freehold:";

    public static final String MIGRATION = MARK + "migration ";
    public static final String STEP = MARK + "step ";
    public static final String HAND = MARK + "hand";
    public static final String MODEL = MARK + "model";
    public static final String END = MARK + "end ";

    private Directive() {}
  }

  /// The labels of the comments that describe a step.
  static final class StepLabel {
    static final String DOES = "does";
    static final String ABOUT = "about";
    static final String CLASS = "class";
    static final String PHASE = "phase";
    static final String LOCK = "lock";
    static final String AT_RISK = "risk";
    static final String COUNT = "count";
    static final String INSTEAD = "instead";
    static final String RUN = "run";
    static final String SET = "set";
    static final String GONE = "gone";

    static final String TRANSACTION = "in one transaction";
    static final String CONCURRENTLY = "by itself, making index ";
    static final String BATCHES = "in batches of $1 rows behind $2, from ";
    static final String NOTHING = "nothing";

    private StepLabel() {}
  }

  /// Writes one step as text. [StepTextReader] parses it.
  static final class StepTextWriter {
    private static final int LABEL = 8;

    private StepTextWriter() {}

    /// @param number the number of the step among the generated steps, from 1
    static String generated(MigrationStep step, int number, int of) {
      StringBuilder out = new StringBuilder(Directive.STEP + number + " of " + of + "\n");
      line(out, StepLabel.DOES, step.description());
      line(out, StepLabel.ABOUT, step.subject());
      line(out, StepLabel.CLASS, word(step.declared()));
      line(out, StepLabel.PHASE, word(step.phase()));
      line(out, StepLabel.LOCK, word(step.lock()) + ", " + word(step.lockDuration()));
      step.atRisk().ifPresent(risk -> atRisk(out, risk));
      if (!step.remedy().isEmpty()) {
        line(out, StepLabel.INSTEAD, step.remedy());
      }
      line(out, StepLabel.RUN, run(step.action()));
      statements(step.action()).forEach(s -> out.append(statement(s)));
      model(out, step.modelChange());
      return out + Directive.END + Checksum.shortly(out.toString()) + "\n";
    }

    static String handwritten(MigrationFileStep.Handwritten step) {
      StringBuilder out = new StringBuilder(Directive.HAND + " " + step.words() + "\n");
      step.statements().forEach(s -> out.append(statement(s)));
      return out.toString();
    }

    /// `ACCESS_EXCLUSIVE` → `access exclusive`
    static String word(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void atRisk(StringBuilder out, RowsAtRisk risk) {
      line(
          out,
          StepLabel.AT_RISK,
          word(risk.riskIfAny()) + ": " + SingleLineText.write(risk.description()));
      line(out, StepLabel.COUNT, risk.countSql());
    }

    private static String run(Action action) {
      return switch (action) {
        case Action.Transaction _ -> StepLabel.TRANSACTION;
        case Action.ConcurrentIndex(String index, _) -> StepLabel.CONCURRENTLY + index;
        case Action.BatchedUpdate(_, String start) ->
            StepLabel.BATCHES + SingleLineText.quote(start);
        case Action.Blocked() -> StepLabel.NOTHING;
      };
    }

    private static List<String> statements(Action action) {
      return switch (action) {
        case Action.Transaction(List<String> statements) -> statements;
        case Action.ConcurrentIndex(_, String statement) -> List.of(statement);
        case Action.BatchedUpdate(String statement, _) -> List.of(statement);
        case Action.Blocked() -> List.of();
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
                  line(
                      out,
                      StepLabel.SET,
                      SingleLineText.quote(key),
                      SingleLineText.quote(definition)));
      new TreeSet<>(change.removed())
          .forEach(key -> line(out, StepLabel.GONE, SingleLineText.quote(key), ""));
    }

    private static void line(StringBuilder out, String label, String value) {
      line(out, label, SingleLineText.write(value), "");
    }

    private static void line(StringBuilder out, String label, String value, String more) {
      String text = "--   " + label + " ".repeat(LABEL - label.length()) + value + " " + more;
      out.append(text.stripTrailing()).append('\n');
    }
  }
}
