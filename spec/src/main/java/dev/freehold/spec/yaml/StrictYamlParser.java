package dev.freehold.spec.yaml;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Parses the YAML of a spec to nodes with positions. Uses YAML events: they show every anchor,
/// alias and tag, and allow a depth limit.
public final class StrictYamlParser {
  /// The maximum size of a spec, in bytes.
  public static final int MAX_BYTES = 1 << 20;

  /// The maximum nesting depth of lists and mappings.
  public static final int MAX_DEPTH = 32;

  private StrictYamlParser() {}

  /// @param root null if there is nothing to check
  /// @param issues in the order of the text; empty only if there is a root
  public record Result(@Nullable YamlNode root, List<SpecIssue> issues) {}

  public static Result parse(byte[] bytes) {
    SpecIssueCollector issues = new SpecIssueCollector();
    String text = Utf8Decoder.decode(bytes, issues);
    YamlNode root = text == null ? null : parse(text, issues);
    return new Result(root, issues.sorted());
  }

  private static @Nullable YamlNode parse(String text, SpecIssueCollector issues) {
    LoadSettings settings = LoadSettings.builder().setLabel("spec").setUseMarks(true).build();
    try {
      return new NodeBuilder(new Parse(settings).parseString(text).iterator(), issues).document();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      issues.add(
          mark.map(StrictYamlParser::position).orElse(new Position(1, 1)),
          SpecIssueCode.SYNTAX,
          "not valid YAML: " + reason(e),
          mark.map(StrictYamlParser::hint).orElse(null));
    } catch (YamlEngineException | IllegalArgumentException e) {
      // IllegalArgumentException: the library converts escapes such as "\UFFFFFFFF" to a
      // character without a check.
      issues.add(
          new Position(1, 1), SpecIssueCode.SYNTAX, "not valid YAML: " + oneLine(e.getMessage()));
    }
    return null;
  }

  static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String reason(MarkedYamlEngineException e) {
    return Stream.of(e.getContext(), e.getProblem())
        .filter(s -> s != null && !s.isBlank())
        .map(StrictYamlParser::oneLine)
        .collect(Collectors.joining(": "));
  }

  private static String oneLine(@Nullable String text) {
    String line = text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
    line = line.replaceFirst(" *\\(Do not use .*", "");
    String quoted = PrintableText.quote(line.strip());
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

  /// Builds nodes from YAML events and reports YAML features that a spec may not use.
  static final class NodeBuilder {
    private static final CoreScalarResolver CORE = new CoreScalarResolver(false);

    private final Iterator<Event> events;
    private final SpecIssueCollector issues;

    /// Set after an error that makes the rest of the document unusable.
    private boolean stopped;

    NodeBuilder(Iterator<Event> events, SpecIssueCollector issues) {
      this.events = events;
      this.issues = issues;
    }

    /// @return null, after an issue, if there is nothing to check
    @Nullable YamlNode document() {
      YamlNode root = null;
      while (!stopped && events.hasNext()) {
        Event event = events.next();
        switch (event.getEventId()) {
          case DocumentStart -> {
            if (root != null) {
              issues.add(
                  place(event),
                  SpecIssueCode.SEVERAL_DOCUMENTS,
                  "a second YAML document begins here",
                  "a spec has one document; remove the others");
              return root;
            }
            root = node(events.next(), 0);
            if (stopped) {
              return null;
            }
          }
          case Alias, Comment, DocumentEnd, MappingEnd, MappingStart, Scalar -> {}
          case SequenceEnd, SequenceStart, StreamEnd, StreamStart -> {}
        }
      }
      if (root == null
          || (root instanceof YamlNode.Scalar s
              && s.kind() == YamlNode.ScalarKind.NULL
              && s.text().isEmpty())) {
        issues.add(
            new Position(1, 1),
            SpecIssueCode.EMPTY_SPEC,
            "the spec is empty",
            "begin with 'freehold: 1'");
        return null;
      }
      return root;
    }

    private YamlNode node(Event event, int depth) {
      Position position = place(event);
      if (event instanceof NodeEvent n && n.getAnchor().isPresent()) {
        boolean alias = event instanceof AliasEvent;
        issues.add(
            position,
            SpecIssueCode.ALIAS,
            (alias ? "an alias (*" : "an anchor (&") + "name) cannot be used in a spec",
            "write the value in full");
      }
      if (event instanceof CollectionStartEvent c) {
        refuseTag(position, c.getTag().orElse(null));
        if (depth == StrictYamlParser.MAX_DEPTH) {
          issues.add(
              position,
              SpecIssueCode.TOO_DEEP,
              "lists and mappings nest deeper than " + StrictYamlParser.MAX_DEPTH + " levels");
          stopped = true;
          return new YamlNode.ErrorNode(position);
        }
        return event instanceof MappingStartEvent
            ? mapping(position, depth)
            : sequence(position, depth);
      }
      return event instanceof ScalarEvent s
          ? scalar(position, s)
          : new YamlNode.ErrorNode(position);
    }

    private YamlNode sequence(Position position, int depth) {
      List<YamlNode> items = new ArrayList<>();
      while (!stopped) {
        Event event = events.next();
        if (event.getEventId() == Event.ID.SequenceEnd) {
          break;
        }
        items.add(node(event, depth + 1));
      }
      return new YamlNode.Sequence(position, items);
    }

    private YamlNode mapping(Position position, int depth) {
      List<YamlNode.Entry> entries = new ArrayList<>();
      Map<String, Position> seen = new HashMap<>();
      while (!stopped) {
        Event event = events.next();
        if (event.getEventId() == Event.ID.MappingEnd) {
          break;
        }
        YamlNode key = node(event, depth + 1);
        YamlNode value = stopped ? key : node(events.next(), depth + 1);
        String name = key(key, event);
        if (name == null) {
          continue;
        }
        Position first = seen.putIfAbsent(name, key.position());
        if (first == null) {
          entries.add(new YamlNode.Entry(key.position(), name, value));
        } else {
          issues.add(
              key.position(),
              SpecIssueCode.DUPLICATE_KEY,
              "duplicate key " + PrintableText.quote(name) + ", first used in line " + first.line(),
              "remove one of them");
        }
      }
      return new YamlNode.Mapping(position, entries);
    }

    /// @return null, after an issue, if the node is not a valid key
    private @Nullable String key(YamlNode key, Event event) {
      if (key instanceof YamlNode.Scalar s && s.kind() == YamlNode.ScalarKind.STRING) {
        if (s.text().equals("<<") && event instanceof ScalarEvent e && e.isPlain()) {
          issues.add(
              s.position(),
              SpecIssueCode.MERGE_KEY,
              "merge keys (<<) cannot be used in a spec",
              "write the keys in full");
          return null;
        }
        return s.text();
      }
      if (!(key instanceof YamlNode.ErrorNode)) {
        issues.add(
            key.position(),
            SpecIssueCode.KEY_NOT_TEXT,
            "a key must be text",
            key instanceof YamlNode.Scalar s && !s.text().isEmpty()
                ? "write it in quotes: \"" + s.text() + "\""
                : null);
      }
      return null;
    }

    private YamlNode scalar(Position position, ScalarEvent event) {
      refuseTag(position, event.getTag().orElse(null));
      ValueResult.Invalid invalid = ValueParser.checkStorable(event.getValue());
      if (invalid != null) {
        issues.add(position, SpecIssueCode.BAD_CHARACTER, "the text " + invalid.message());
        return new YamlNode.ErrorNode(position);
      }
      return new YamlNode.Scalar(
          position,
          event.isPlain() ? kind(event.getValue()) : YamlNode.ScalarKind.STRING,
          event.getValue());
    }

    private static YamlNode.ScalarKind kind(String plain) {
      Tag tag = CORE.resolve(plain, true);
      if (tag.equals(Tag.INT)) {
        return YamlNode.ScalarKind.INTEGER;
      } else if (tag.equals(Tag.FLOAT)) {
        return YamlNode.ScalarKind.FLOAT;
      } else if (tag.equals(Tag.BOOL)) {
        return YamlNode.ScalarKind.BOOLEAN;
      }
      return tag.equals(Tag.NULL) ? YamlNode.ScalarKind.NULL : YamlNode.ScalarKind.STRING;
    }

    private void refuseTag(Position position, @Nullable String tag) {
      if (tag != null) {
        issues.add(
            position,
            SpecIssueCode.TAG,
            "the tag " + PrintableText.quote(tag) + " cannot be used in a spec",
            "remove it");
      }
    }

    private static Position place(Event event) {
      return event.getStartMark().map(StrictYamlParser::position).orElse(new Position(1, 1));
    }
  }

  /// Decodes the bytes of a spec: UTF-8, with or without a byte order mark, all characters
  /// printable (YAML 1.2.2, section 5.1).
  static final class Utf8Decoder {
    private Utf8Decoder() {}

    /// @return null, after an issue, if the bytes are not valid text
    static @Nullable String decode(byte[] bytes, SpecIssueCollector issues) {
      if (bytes.length > StrictYamlParser.MAX_BYTES) {
        issues.add(
            new Position(1, 1),
            SpecIssueCode.TOO_LARGE,
            "the spec is too large: " + bytes.length + " bytes",
            "a spec has at most " + StrictYamlParser.MAX_BYTES + " bytes");
        return null;
      }
      CharsetDecoder decoder =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
      CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
      String text = withoutMark(chars.flip().toString());
      if (result.isError()) {
        issues.add(
            end(text),
            SpecIssueCode.NOT_UTF8,
            "the file is not valid UTF-8",
            "save the file as UTF-8");
        return null;
      }
      return isPrintable(text, issues) ? text : null;
    }

    private static String withoutMark(String text) {
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean isPrintable(String text, SpecIssueCollector issues) {
      for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
        int c = text.codePointAt(i);
        if (!StreamReader.isPrintable(c)) {
          issues.add(
              end(text.substring(0, i)),
              SpecIssueCode.BAD_CHARACTER,
              String.format(Locale.ROOT, "the character U+%04X is not allowed in YAML", c),
              "write it as an escape in double quotes");
          return false;
        }
      }
      return true;
    }

    /// The position after the text.
    private static Position end(String text) {
      int line = 1;
      int start = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean half = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
        if ((c == '\n' || c == '\r') && !half) {
          line++;
          start = i + 1;
        }
      }
      return new Position(line, text.codePointCount(start, text.length()) + 1);
    }
  }
}
