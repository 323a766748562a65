package dev.freehold.migrate.file;

import dev.freehold.migrate.file.MigrationFile.Checksum;
import dev.freehold.migrate.file.MigrationFile.FileName;
import dev.freehold.migrate.file.MigrationFileException.FileFault;
import dev.freehold.migrate.file.MigrationFileWriter.Directive;
import dev.freehold.migrate.file.MigrationFileWriter.StepLabel;
import dev.freehold.migrate.file.MigrationFileWriter.StepTextWriter;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parses the text of a migration file, and reports every fault in it.
final class MigrationFileReader {
  private static final Pattern HEADER = Pattern.compile("-- (program|from|to) +(\\S+) *");
  private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,6}) of ([0-9]{1,6})");
  private static final String OWN =
      "write SQL of your own as a step of its own: '-- freehold:hand what it does'";

  private final String path;
  private final FileName name;
  private final List<FileFault> faults = new ArrayList<>();
  private final List<MigrationFileStep> steps = new ArrayList<>();
  private String program = "";
  private String from = "";
  private String to = "";
  private int made;
  private int expected;

  /// @param path for messages
  public MigrationFileReader(String path, FileName name) {
    this.path = path;
    this.name = name;
  }

  /// The text between two directives.
  private record Section(
      SqlScanner.Comment directive,
      List<SqlScanner.Comment> comments,
      List<SqlScanner.Statement> statements) {}

  /// @throws MigrationFileException with the faults of this file only
  public MigrationFile read(String raw) {
    String text = raw.replace("\r\n", "\n");
    try {
      if (text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
        throw new SyntaxException(0, "a carriage return or U+0000 stands in it");
      }
      List<Section> sections = sections(text);
      header(sections.getFirst());
      for (int i = 1; i < sections.size(); i++) {
        i += section(text, sections, i);
      }
      if (steps.isEmpty() && faults.isEmpty()) {
        fault(0, "the file has no step");
      }
      if (made != expected) {
        fault(0, "it holds " + made + " of its " + expected + " steps that were made");
      }
    } catch (SyntaxException e) {
      fault(e.line(), e.fault());
    }
    if (!faults.isEmpty()) {
      throw new MigrationFileException(faults);
    }
    return new MigrationFile(name, path, program, from, to, steps, checksums());
  }

  private List<String> checksums() {
    List<String> checksums = new ArrayList<>();
    String before = "";
    for (MigrationFileStep step : steps) {
      String text =
          switch (step) {
            case MigrationFileStep.Generated(var made) -> StepTextWriter.generated(made, 1, 1);
            case MigrationFileStep.Handwritten hand -> StepTextWriter.handwritten(hand);
          };
      before = Checksum.of(before + text);
      checksums.add(before);
    }
    return checksums;
  }

  private void fault(int line, String message) {
    faults.add(new FileFault(path, line, message));
  }

  private static List<Section> sections(String text) {
    List<Section> sections = new ArrayList<>();
    SqlScanner scanner = new SqlScanner(text);
    for (SqlScanner.Segment part = scanner.next(); part != null; part = scanner.next()) {
      boolean directive =
          part instanceof SqlScanner.Comment c && c.first() && c.text().startsWith(Directive.MARK);
      if (directive && part instanceof SqlScanner.Comment c) {
        sections.add(new Section(c, new ArrayList<>(), new ArrayList<>()));
      } else if (sections.isEmpty()) {
        throw new SyntaxException(
            part.line(), "the file does not begin with " + Directive.MIGRATION);
      } else {
        switch (part) {
          case SqlScanner.Comment c -> sections.getLast().comments().add(c);
          case SqlScanner.Statement s -> sections.getLast().statements().add(s);
        }
      }
    }
    if (sections.isEmpty()) {
      throw new SyntaxException(0, "the file is empty");
    }
    return sections;
  }

  private void header(Section section) {
    String first = section.directive().text().strip();
    if (!first.startsWith(Directive.MIGRATION.strip())) {
      throw new SyntaxException(
          section.directive().line(), "the file does not begin with " + Directive.MIGRATION);
    }
    if (!first.equals(Directive.MIGRATION + MigrationFile.FORMAT)) {
      throw new SyntaxException(
          section.directive().line(), "a newer Freehold wrote the file; use that version");
    }
    for (SqlScanner.Comment comment : section.comments()) {
      Matcher matcher = HEADER.matcher(comment.text());
      if (matcher.matches()) {
        switch (matcher.group(1)) {
          case "program" -> program = program.isEmpty() ? matcher.group(2) : program;
          case "from" -> from = from.isEmpty() ? matcher.group(2) : from;
          default -> to = to.isEmpty() ? matcher.group(2) : to;
        }
      }
    }
    if (program.isEmpty() || from.isEmpty() || to.isEmpty()) {
      throw new SyntaxException(
          section.directive().line(), "the head lacks 'program', 'from' or 'to'");
    }
    noStatements(section);
  }

  /// Reads the section at `at`. Returns how many of the following sections belong to it.
  private int section(String text, List<Section> sections, int at) {
    Section section = sections.get(at);
    String directive = section.directive().text().strip();
    if (directive.startsWith(Directive.HAND)) {
      byHand(section, directive.substring(Directive.HAND.length()).strip());
      return 0;
    }
    if (directive.startsWith(Directive.STEP)) {
      made(
          text,
          section,
          next(sections, at + 1, Directive.MODEL),
          next(sections, at + 2, Directive.END));
      return 2;
    }
    throw new SyntaxException(
        section.directive().line(),
        "nothing begins with " + directive + " here; only freehold:step and freehold:hand do");
  }

  private static @Nullable Section next(List<Section> sections, int at, String directive) {
    boolean there =
        at < sections.size()
            && sections.get(at).directive().text().strip().startsWith(directive.strip());
    return there ? sections.get(at) : null;
  }

  private void made(String text, Section step, @Nullable Section model, @Nullable Section end) {
    int line = step.directive().line();
    if (model == null || end == null) {
      throw new SyntaxException(
          line, "the step has lost its " + Directive.MODEL + " or " + Directive.END);
    }
    made++;
    String sum = end.directive().text().strip().substring(Directive.END.length() - 1).strip();
    String body = text.substring(step.directive().from(), end.directive().from());
    if (!sum.equals(Checksum.shortly(body))) {
      fault(
          line,
          "the step was made from the spec and then changed by hand: put it back, and " + OWN);
      expected = Math.max(expected, made);
      return;
    }
    Matcher numbers =
        NUMBERS.matcher(step.directive().text().strip().substring(Directive.STEP.length()));
    if (!numbers.matches() || Integer.parseInt(numbers.group(1)) != made) {
      fault(line, "the steps that were made are not all there, or not in their order");
    } else {
      expected = Integer.parseInt(numbers.group(2));
    }
    List<SqlScanner.Comment> comments = new ArrayList<>(step.comments());
    comments.addAll(model.comments());
    steps.add(
        new MigrationFileStep.Generated(
            new StepTextReader(line, comments)
                .step(step.statements().stream().map(SqlScanner.Statement::text).toList())));
    noStatements(end);
  }

  private void noStatements(Section section) {
    for (SqlScanner.Statement statement : section.statements()) {
      fault(statement.line(), "the statement belongs to no step: " + OWN);
    }
  }

  private void byHand(Section section, String words) {
    if (words.isEmpty()) {
      fault(section.directive().line(), "say what the step does: '-- freehold:hand what it does'");
    }
    if (section.statements().isEmpty()) {
      fault(section.directive().line(), "the step has no statement");
    }
    for (SqlScanner.Statement statement : section.statements()) {
      String why = HandwrittenStatementChecker.fault(statement);
      if (!why.isEmpty()) {
        fault(statement.line(), why);
      }
    }
    steps.add(
        new MigrationFileStep.Handwritten(
            words, section.statements().stream().map(SqlScanner.Statement::text).toList()));
  }

  /// Checks the statements of a handwritten step, which run in one transaction with its ledger row.
  public static final class HandwrittenStatementChecker {
    private static final Set<String> ENDS_IT =
        Set.of("begin", "start", "commit", "end", "rollback", "abort");

    private HandwrittenStatementChecker() {}

    /// The reason why the statement is not allowed; empty if it is.
    public static String fault(SqlScanner.Statement statement) {
      List<String> words = statement.words();
      String first = words.isEmpty() ? "" : words.getFirst();
      if (ENDS_IT.contains(first)
          || words
              .subList(0, Math.min(2, words.size()))
              .equals(List.of("prepare", "transaction"))) {
        return "'" + first + "': the step is one transaction as it is";
      }
      if (first.equals("vacuum") || words.contains("concurrently")) {
        return "'"
            + (first.equals("vacuum") ? first : "concurrently")
            + "' cannot run in a transaction, and the step is one";
      }
      if (first.equals("copy") && (words.contains("stdin") || words.contains("stdout"))) {
        return "'copy' has nobody to read from or write to; use insert";
      }
      for (int i = 1; i < words.size(); i++) {
        if (words.get(i).equals("atomic") && words.get(i - 1).equals("begin")) {
          return "put the body of the function between $$ and $$";
        }
      }
      return "";
    }
  }

  /// A syntax error at a line. The reader turns it into a [FileFault].
  public static final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String fault;

    public SyntaxException(int line, String fault) {
      super("line " + line + ": " + fault);
      this.line = line;
      this.fault = fault;
    }

    public int line() {
      return line;
    }

    public String fault() {
      return fault;
    }
  }

  /// Parses the text of one step as [StepTextWriter] writes it.
  static final class StepTextReader {
    private static final Pattern LINE = Pattern.compile("--   ([a-z]+) +(\\S.*)");
    private static final String JSON = "\"(?:[^\"\\\\]|\\\\.)*+\"";
    private static final Pattern SET = Pattern.compile("(" + JSON + ") (" + JSON + ")");

    private final int line;
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> set = new HashMap<>();
    private final Set<String> removed = new HashSet<>();

    /// @param line the line of the step's directive
    /// @param comments all comments of the step except its directives
    StepTextReader(int line, List<SqlScanner.Comment> comments) {
      this.line = line;
      for (SqlScanner.Comment comment : comments) {
        Matcher matcher = LINE.matcher(comment.text());
        if (!matcher.matches()) {
          throw new SyntaxException(comment.line(), "a step holds no such comment");
        }
        put(comment.line(), matcher.group(1), matcher.group(2));
      }
    }

    private void put(int at, String label, String value) {
      switch (label) {
        case StepLabel.SET -> {
          Matcher pair = SET.matcher(value);
          if (!pair.matches()) {
            throw new SyntaxException(at, "'set' takes two JSON strings");
          }
          set.put(SingleLineText.read(at, pair.group(1)), SingleLineText.read(at, pair.group(2)));
        }
        case StepLabel.GONE -> removed.add(SingleLineText.read(at, value));
        default -> {
          if (labels.put(label, SingleLineText.read(at, value)) != null) {
            throw new SyntaxException(at, "'" + label + "' stands twice in a step");
          }
        }
      }
    }

    MigrationStep step(List<String> statements) {
      String[] lock = value(StepLabel.LOCK).split(", ", 2);
      return new MigrationStep(
          value(StepLabel.ABOUT),
          value(StepLabel.DOES),
          constant(Phase.class, "phase", value(StepLabel.PHASE)),
          constant(Risk.class, "risk", value(StepLabel.CLASS)),
          constant(Lock.class, "lock", lock[0]),
          constant(LockDuration.class, "hold", lock.length == 2 ? lock[1] : ""),
          work(value(StepLabel.RUN), statements),
          atRisk(),
          labels.getOrDefault(StepLabel.INSTEAD, ""),
          new ModelChange(set, removed));
    }

    private Optional<RowsAtRisk> atRisk() {
      String risk = labels.get(StepLabel.AT_RISK);
      if (risk == null) {
        return Optional.empty();
      }
      String[] parts = risk.split(": ", 2);
      return Optional.of(
          new RowsAtRisk(
              value(StepLabel.COUNT),
              SingleLineText.read(line, parts.length == 2 ? parts[1] : ""),
              constant(Risk.class, "risk", parts[0])));
    }

    private Action work(String run, List<String> statements) {
      if (run.equals(StepLabel.TRANSACTION)) {
        return new Action.Transaction(statements);
      }
      if (run.equals(StepLabel.NOTHING) && statements.isEmpty()) {
        return new Action.Blocked();
      }
      if (run.startsWith(StepLabel.CONCURRENTLY) && statements.size() == 1) {
        return new Action.ConcurrentIndex(
            run.substring(StepLabel.CONCURRENTLY.length()), statements.getFirst());
      }
      if (run.startsWith(StepLabel.BATCHES) && statements.size() == 1) {
        return new Action.BatchedUpdate(
            statements.getFirst(),
            SingleLineText.read(line, run.substring(StepLabel.BATCHES.length())));
      }
      throw new SyntaxException(line, "no step is run so: " + run);
    }

    private String value(String label) {
      String value = labels.get(label);
      if (value == null) {
        throw new SyntaxException(line, "the step lacks '" + label + "'");
      }
      return value;
    }

    private <E extends Enum<E>> E constant(Class<E> type, String kind, String word) {
      return Arrays.stream(type.getEnumConstants())
          .filter(c -> StepTextWriter.word(c).equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new SyntaxException(
                      line,
                      "there is no "
                          + kind
                          + " '"
                          + word
                          + "'; a newer Freehold may have written it"));
    }
  }
}
