package dev.freehold.migrate.file.text;

import dev.freehold.migrate.file.FaultyFiles;
import dev.freehold.migrate.file.FileFault;
import dev.freehold.migrate.file.FileName;
import dev.freehold.migrate.file.FileStep;
import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.file.sql.Directive;
import dev.freehold.migrate.file.sql.HandStatement;
import dev.freehold.migrate.file.sql.Malformed;
import dev.freehold.migrate.file.sql.SqlScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text of one file as what it says, or every fault in it.
public final class FileReader {
  private static final Pattern HEADER = Pattern.compile("-- (program|from|to) +(\\S+) *");
  private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,6}) of ([0-9]{1,6})");
  private static final String OWN =
      "write SQL of your own as a step of its own: '-- freehold:hand what it does'";

  private final String path;
  private final FileName name;
  private final List<FileFault> faults = new ArrayList<>();
  private final List<FileStep> steps = new ArrayList<>();
  private String program = "";
  private String from = "";
  private String to = "";
  private int made;
  private int expected;

  /// @param path for messages
  public FileReader(String path, FileName name) {
    this.path = path;
    this.name = name;
  }

  /// What stands between two directives.
  private record Section(
      SqlScanner.Comment directive,
      List<SqlScanner.Comment> comments,
      List<SqlScanner.Statement> statements) {}

  /// @throws FaultyFiles with the faults of this file alone
  public MigrationFile read(String raw) {
    String text = raw.replace("\r\n", "\n");
    try {
      if (text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
        throw new Malformed(0, "a carriage return or U+0000 stands in it");
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
    } catch (Malformed e) {
      fault(e.line(), e.fault());
    }
    if (!faults.isEmpty()) {
      throw new FaultyFiles(faults);
    }
    return new MigrationFile(name, path, program, from, to, steps, checksums());
  }

  private List<String> checksums() {
    List<String> checksums = new ArrayList<>();
    String before = "";
    for (FileStep step : steps) {
      String text =
          switch (step) {
            case FileStep.Made(var made) -> StepWriter.made(made, 1, 1);
            case FileStep.ByHand hand -> StepWriter.byHand(hand);
          };
      before = Sum.of(before + text);
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
    for (SqlScanner.Part part = scanner.next(); part != null; part = scanner.next()) {
      boolean directive =
          part instanceof SqlScanner.Comment c && c.first() && c.text().startsWith(Directive.MARK);
      if (directive && part instanceof SqlScanner.Comment c) {
        sections.add(new Section(c, new ArrayList<>(), new ArrayList<>()));
      } else if (sections.isEmpty()) {
        throw new Malformed(part.line(), "the file does not begin with " + Directive.MIGRATION);
      } else {
        switch (part) {
          case SqlScanner.Comment c -> sections.getLast().comments().add(c);
          case SqlScanner.Statement s -> sections.getLast().statements().add(s);
        }
      }
    }
    if (sections.isEmpty()) {
      throw new Malformed(0, "the file is empty");
    }
    return sections;
  }

  private void header(Section section) {
    String first = section.directive().text().strip();
    if (!first.startsWith(Directive.MIGRATION.strip())) {
      throw new Malformed(
          section.directive().line(), "the file does not begin with " + Directive.MIGRATION);
    }
    if (!first.equals(Directive.MIGRATION + MigrationFile.FORMAT)) {
      throw new Malformed(
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
      throw new Malformed(section.directive().line(), "the head lacks 'program', 'from' or 'to'");
    }
    noStatements(section);
  }

  /// How many sections after this one belong to it.
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
    throw new Malformed(
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
      throw new Malformed(
          line, "the step has lost its " + Directive.MODEL + " or " + Directive.END);
    }
    made++;
    String sum = end.directive().text().strip().substring(Directive.END.length() - 1).strip();
    String body = text.substring(step.directive().from(), end.directive().from());
    if (!sum.equals(Sum.shortly(body))) {
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
        new FileStep.Made(
            new StepReader(line, comments)
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
      String why = HandStatement.fault(statement);
      if (!why.isEmpty()) {
        fault(statement.line(), why);
      }
    }
    steps.add(
        new FileStep.ByHand(
            words, section.statements().stream().map(SqlScanner.Statement::text).toList()));
  }
}
