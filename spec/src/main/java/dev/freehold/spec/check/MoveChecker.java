package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Move;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks the moves of an enum or boolean field: a list of texts `FROM -> TO by GRANTS`, or `FROM -> TO
/// by GRANT where CONDITION`. A value and a condition may themselves contain an arrow or the word `by`:
/// the grants follow the last `by` before which there are two values, and the values are divided at the
/// first arrow that has a value on both sides. A change has several moves where a grant has a condition.
final class MoveChecker {
  private static final int MAX_MOVES = 200;
  private static final int MAX_TEXT = 1_400;
  private static final Pattern ARROW = Pattern.compile("->|→");
  private static final Pattern BY = Pattern.compile("\\s" + Move.BY + "(?=\\s)");
  private static final Pattern WHERE = Pattern.compile("\\swhere\\s");

  private final SpecIssueCollector issues;
  private final GrantReader grants;

  /// @param grants reads those of a move
  MoveChecker(SpecIssueCollector issues, GrantReader grants) {
    this.issues = issues;
    this.grants = grants;
  }

  /// @param entry null if the field has no moves
  /// @return the valid moves
  List<Move> check(YamlNode.@Nullable Entry entry, Spec.Field field) {
    FieldType type = field.type();
    List<String> values =
        type.scalar() == ScalarType.BOOLEAN
            ? List.of("false", "true")
            : field.constraints().values();
    if (entry == null
        || (type.scalar() != ScalarType.ENUM && type.scalar() != ScalarType.BOOLEAN)
        || values.isEmpty()) {
      return List.of();
    }
    if (type.array()) {
      issues.add(
          entry.position(),
          SpecIssueCode.WRONG_TYPE_FOR_CONSTRAINT,
          "'moves' does not apply to type " + type.keyword(),
          "it applies to enum, boolean");
      return List.of();
    }
    if (values.contains(Move.NONE)) {
      issues.add(
          entry.position(),
          SpecIssueCode.BAD_MOVE,
          "an enum with the value 'null' cannot have moves: in a move, null means no value",
          "rename the value");
      return List.of();
    }
    return moves(entry.value(), new MoveValues(values, field.required()));
  }

  /// What a move may name.
  ///
  /// @param values of the field
  /// @param required whether the field is never null
  private record MoveValues(List<String> values, boolean required) {
    boolean has(String word) {
      return word.equals(Move.NONE) || values.contains(word);
    }
  }

  private List<Move> moves(YamlNode node, MoveValues values) {
    List<Move> moves = new ArrayList<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "moves", 1, MAX_MOVES)) {
      String text = YamlValueReader.text(issues, item, "a move", MAX_TEXT);
      Move move = text == null ? null : move(item, text.strip(), values);
      if (move != null) {
        add(item, moves, move);
      }
    }
    return moves;
  }

  /// Joins the grants of a change that is listed again, as it must be where one has a condition.
  private void add(YamlNode item, List<Move> moves, Move move) {
    int place = 0;
    while (place < moves.size() && !moves.get(place).change().equals(move.change())) {
      place++;
    }
    if (place == moves.size()) {
      moves.add(move);
      return;
    }
    List<Grant> listed = moves.get(place).grants();
    if (Stream.concat(listed.stream(), move.grants().stream())
        .allMatch(g -> g.condition() == null)) {
      issues.add(
          item.position(),
          SpecIssueCode.REPEATED_VALUE,
          "the move " + PrintableText.quote(move.change()) + " is listed twice",
          "write one move, and join its grants with ' or '");
      return;
    }
    for (Grant grant : move.grants()) {
      if (listed.contains(grant)) {
        issues.add(
            item.position(),
            SpecIssueCode.REPEATED_VALUE,
            PrintableText.quote(grant.text()) + " is granted twice",
            "remove one of them");
        return;
      }
    }
    moves.set(
        place,
        new Move(
            move.from(),
            move.to(),
            Stream.concat(listed.stream(), move.grants().stream()).toList()));
  }

  private @Nullable Move move(YamlNode item, String text, MoveValues values) {
    MatchResult by = by(text, values);
    if (by == null) {
      return malformed(item, text, "does not say who may make it");
    }
    String change = text.substring(0, by.start()).strip();
    List<MatchResult> arrows = ARROW.matcher(change).results().toList();
    if (arrows.isEmpty()) {
      return malformed(item, text, "has no arrow");
    }
    MatchResult arrow = arrow(change, values).orElse(arrows.getFirst());
    String from = before(change, arrow);
    String to = after(change, arrow);
    boolean fromIsKnown = known(item, from, values);
    boolean known = known(item, to, values) && fromIsKnown;
    List<Grant> granted = grants(item, text.substring(by.end()));
    if (!known || granted == null) {
      return null;
    }
    if (from.equals(to)) {
      issues.add(
          item.position(),
          SpecIssueCode.BAD_MOVE,
          "a move from " + PrintableText.quote(from) + " to itself",
          "remove it: a row may always keep its value");
      return null;
    }
    return new Move(value(from), value(to), granted);
  }

  /// The word between the values and the grants; null if there is none. Where the values are unknown,
  /// it is the last one before the condition.
  private static @Nullable MatchResult by(String text, MoveValues values) {
    List<MatchResult> words = BY.matcher(text).results().toList();
    for (MatchResult word : words.reversed()) {
      if (arrow(text.substring(0, word.start()).strip(), values).isPresent()) {
        return word;
      }
    }
    if (words.isEmpty()) {
      return null;
    }
    Matcher where = WHERE.matcher(text);
    int end = where.find(words.getFirst().end()) ? where.start() : text.length();
    return words.reversed().stream()
        .filter(word -> word.start() < end)
        .findFirst()
        .orElse(words.getFirst());
  }

  /// The first arrow with a value on both sides.
  private static Optional<MatchResult> arrow(String change, MoveValues values) {
    return ARROW
        .matcher(change)
        .results()
        .filter(a -> values.has(before(change, a)) && values.has(after(change, a)))
        .findFirst();
  }

  private @Nullable Move malformed(YamlNode item, String text, String fault) {
    issues.add(
        item.position(),
        SpecIssueCode.BAD_MOVE,
        "the move " + PrintableText.quote(text) + " " + fault,
        "write FROM -> TO by GRANTS, such as draft -> review by owner");
    return null;
  }

  private static String before(String change, MatchResult arrow) {
    return change.substring(0, arrow.start()).strip();
  }

  private static String after(String change, MatchResult arrow) {
    return change.substring(arrow.end()).strip();
  }

  private static @Nullable String value(String word) {
    return word.equals(Move.NONE) ? null : word;
  }

  private boolean known(YamlNode item, String word, MoveValues values) {
    if (word.equals(Move.NONE) && values.required()) {
      issues.add(
          item.position(),
          SpecIssueCode.NOT_NULLABLE,
          "a required field has no move from or to null",
          "remove the move, or required");
      return false;
    }
    if (!values.has(word)) {
      issues.add(
          item.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          "there is no value " + PrintableText.quote(word) + " to move from or to",
          SpellingSuggestion.hint(
              word,
              Stream.concat(
                      values.values().stream(),
                      values.required() ? Stream.empty() : Stream.of(Move.NONE))
                  .toList()));
      return false;
    }
    return true;
  }

  private @Nullable List<Grant> grants(YamlNode item, String text) {
    List<Grant> granted =
        grants.read(new YamlNode.Scalar(item.position(), YamlNode.ScalarKind.STRING, text.strip()));
    if (granted != null
        && (granted.isEmpty()
            || granted.stream().anyMatch(g -> g.subject() instanceof Grant.Public))) {
      issues.add(
          item.position(),
          SpecIssueCode.BAD_GRANT,
          "a move cannot be granted to "
              + (granted.isEmpty() ? "nobody" : "public: a change needs a signed-in user"),
          granted.isEmpty()
              ? "remove the move: a change that is not listed is refused"
              : "write user to grant it to every signed-in user");
      return null;
    }
    return granted;
  }
}
