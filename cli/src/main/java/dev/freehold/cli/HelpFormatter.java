package dev.freehold.cli;

import java.io.Console;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The help of a command. picocli breaks lines by the rules of prose, after each hyphen and full stop;
/// this breaks them at blanks.
///
/// In descriptions and footers, lines that begin with a blank are examples: a command and, behind two
/// blanks, what it does; a line indented further continues it. Other lines are paragraphs, which end with an empty line. The commands of the texts begin
/// with `freehold`; the help shows the word of the call instead.
final class HelpFormatter extends Help {
  /// The least that picocli takes.
  private static final int NARROWEST = 55;

  private static final int USUAL = 80;
  private static final int WIDEST = 120;

  /// Narrower columns are on a line of their own.
  private static final int READABLE = 24;

  private static final String INDENT = "  ";
  private static final Pattern EXAMPLE = Pattern.compile(" {2,}(\\S.*?)(?: {2,}(\\S.*))?");
  private static final Pattern FURTHER = Pattern.compile(" {4,}(\\S.*)");
  private static final Pattern COMMAND = Pattern.compile("(?<![\\w./:-])freehold(?= )");

  HelpFormatter(CommandSpec command, ColorScheme scheme) {
    super(command, scheme);
  }

  /// The width of the terminal within limits; 80 without one. The launcher tells it, because shells do
  /// not export their `COLUMNS`.
  static int width() {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    String columns =
        System.getProperty("freehold.columns", System.getenv().getOrDefault("COLUMNS", ""));
    return terminal && columns.matches("[0-9]{1,4}")
        ? Math.clamp(Integer.parseInt(columns), NARROWEST, WIDEST)
        : USUAL;
  }

  @Override
  public String description(Object... parameters) {
    return text(commandSpec().usageMessage().description());
  }

  @Override
  public String footer(Object... parameters) {
    return text(commandSpec().usageMessage().footer());
  }

  @Override
  public String commandList(Map<String, Help> commands) {
    List<ExampleLine> lines = new ArrayList<>();
    commands.forEach(
        (name, help) ->
            lines.add(
                new ExampleLine(
                    name, String.join(" ", help.commandSpec().usageMessage().description()))));
    StringBuilder list = new StringBuilder();
    examples(lines, list);
    return list.toString();
  }

  @Override
  protected String insertSynopsisCommandName(int headingLength, Text arguments) {
    String name = commandSpec().qualifiedName();
    int indent = Math.min(headingLength + name.length() + 1, lineWidth() / 2);
    Text rest = arguments.substring(leadingBlanks(arguments.plainString()));
    StringBuilder synopsis = new StringBuilder(name);
    int first = lineWidth() - headingLength - name.length() - 1;
    boolean beside = true;
    for (WordWrap.Line line : WordWrap.lines(rest.plainString(), lineWidth() - indent)) {
      if (beside && line.end() - line.start() <= first) {
        synopsis.append(' ');
      } else {
        synopsis.append(System.lineSeparator()).repeat(' ', indent);
      }
      synopsis.append(rest.substring(line.start(), line.end()));
      beside = false;
    }
    return synopsis.append(System.lineSeparator()).toString();
  }

  @Override
  public Layout createDefaultLayout(
      List<OptionSpec> options, List<PositionalParamSpec> parameters, ColorScheme scheme) {
    return new WordLayout(super.createDefaultLayout(options, parameters, scheme));
  }

  private int lineWidth() {
    return commandSpec().usageMessage().width();
  }

  private static int leadingBlanks(String text) {
    return text.length() - text.stripLeading().length();
  }

  /// @param explanation empty for none
  private record ExampleLine(String command, String explanation) {}

  private String text(String[] lines) {
    StringBuilder text = new StringBuilder();
    StringBuilder paragraph = new StringBuilder();
    List<ExampleLine> examples = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(INDENT)) {
        paragraph(paragraph, text);
        example(called(line), examples);
      } else {
        examples(examples, text);
        if (line.isEmpty()) {
          paragraph(paragraph, text);
          text.append(System.lineSeparator());
        } else {
          paragraph.append(paragraph.isEmpty() ? "" : " ").append(called(line));
        }
      }
    }
    paragraph(paragraph, text);
    examples(examples, text);
    return text.toString();
  }

  private String called(String line) {
    return COMMAND.matcher(line).replaceAll(Matcher.quoteReplacement(commandSpec().root().name()));
  }

  private void paragraph(StringBuilder paragraph, StringBuilder text) {
    if (!paragraph.isEmpty()) {
      WordWrap.texts(paragraph.toString(), lineWidth())
          .forEach(line -> text.append(line).append(System.lineSeparator()));
      paragraph.setLength(0);
    }
  }

  private static void example(String line, List<ExampleLine> examples) {
    Matcher further = FURTHER.matcher(line);
    if (further.matches() && !examples.isEmpty()) {
      ExampleLine last = examples.removeLast();
      examples.add(
          new ExampleLine(last.command(), (last.explanation() + " " + further.group(1)).strip()));
      return;
    }
    Matcher example = EXAMPLE.matcher(line);
    if (example.matches()) {
      String explanation = example.group(2);
      examples.add(new ExampleLine(example.group(1), explanation == null ? "" : explanation));
    }
  }

  /// Two columns; what does not fit beside its command is below it.
  private void examples(List<ExampleLine> examples, StringBuilder text) {
    int limit = lineWidth() - READABLE - 2 * INDENT.length();
    int column =
        examples.stream()
            .filter(e -> !e.explanation().isEmpty())
            .mapToInt(e -> e.command().length())
            .filter(length -> length <= limit)
            .max()
            .orElse(0);
    for (ExampleLine example : examples) {
      text.append(INDENT).append(example.command());
      int used = example.command().length();
      boolean beside = used <= column;
      int indent = beside ? column + 2 * INDENT.length() : 3 * INDENT.length();
      if (!example.explanation().isEmpty()) {
        for (String line : WordWrap.texts(example.explanation(), lineWidth() - indent)) {
          text.append(beside ? "" : System.lineSeparator())
              .repeat(' ', beside ? indent - used - INDENT.length() : indent)
              .append(line);
          beside = false;
        }
      }
      text.append(System.lineSeparator());
    }
    examples.clear();
  }

  /// Options and parameters, whose descriptions are broken before picocli puts them into its table.
  private static final class WordLayout extends Layout {
    private static final int HANGING = 2;

    WordLayout(Layout made) {
      super(made.colorScheme(), made.textTable(), made.optionRenderer(), made.parameterRenderer());
    }

    @Override
    public void layout(ArgSpec argument, Text[][] rows) {
      super.layout(
          argument,
          Arrays.stream(rows).flatMap(row -> broken(row).stream()).toArray(Text[][]::new));
    }

    private List<Text[]> broken(Text[] row) {
      TextTable table = textTable();
      Column last = table.columns()[row.length - 1];
      Text description = row[row.length - 1];
      // As picocli: the lines after the first are indented.
      int width = last.width - last.indent - HANGING;
      List<Text[]> rows = new ArrayList<>();
      for (WordWrap.Line line : WordWrap.lines(description.plainString(), width)) {
        Text[] part = row.clone();
        if (!rows.isEmpty()) {
          Arrays.fill(part, colorScheme().text(""));
        }
        Text words = description.substring(line.start(), line.end());
        part[row.length - 1] = rows.isEmpty() ? words : colorScheme().text("  ").concat(words);
        rows.add(part);
      }
      return rows;
    }
  }
}
