package dev.freehold.spec.yaml;

import dev.freehold.spec.Issue;
import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads the text of a spec. YAML's events rather than its node graph, since these show every
/// anchor, alias and tag, and let a depth limit stop the reading.
public final class SpecReader {
  /// Bytes of a spec, at most.
  public static final int MAX_BYTES = 1 << 20;

  /// Lists and mappings nest at most this deep.
  public static final int MAX_DEPTH = 32;

  private SpecReader() {}

  /// @param root null where there is nothing that could be checked further
  /// @param issues in the order of the text; empty only where there is a root
  public record Result(@Nullable Node root, List<Issue> issues) {}

  public static Result read(byte[] bytes) {
    Issues issues = new Issues();
    String text = SpecText.decode(bytes, issues);
    Node root = text == null ? null : parse(text, issues);
    return new Result(root, issues.sorted());
  }

  private static @Nullable Node parse(String text, Issues issues) {
    LoadSettings settings = LoadSettings.builder().setLabel("spec").setUseMarks(true).build();
    try {
      return new NodeBuilder(new Parse(settings).parseString(text).iterator(), issues).document();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      issues.add(
          mark.map(SpecReader::place).orElse(new Place(1, 1)),
          IssueCode.SYNTAX,
          "not valid YAML: " + reason(e),
          mark.map(SpecReader::hint).orElse(null));
    } catch (YamlEngineException | IllegalArgumentException e) {
      // The latter from escapes such as "\UFFFFFFFF", which the library turns into a character
      // unchecked.
      issues.add(new Place(1, 1), IssueCode.SYNTAX, "not valid YAML: " + oneLine(e.getMessage()));
    }
    return null;
  }

  static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String reason(MarkedYamlEngineException e) {
    return Stream.of(e.getContext(), e.getProblem())
        .filter(s -> s != null && !s.isBlank())
        .map(SpecReader::oneLine)
        .collect(Collectors.joining(": "));
  }

  private static String oneLine(@Nullable String text) {
    String line = text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
    line = line.replaceFirst(" *\\(Do not use .*", "");
    String quoted = Issues.quote(line.strip());
    return quoted.substring(1, quoted.length() - 1);
  }

  private static @Nullable String hint(Mark mark) {
    int[] buffer = mark.getBuffer();
    int at = mark.getPointer();
    int c = at >= 0 && at < buffer.length ? buffer[at] : -1;
    return switch (c) {
      case '\t' -> "indent with spaces, not tabs";
      case '[' -> "inside { } an array type needs quotes: \"string[]\"";
      default -> null;
    };
  }
}
