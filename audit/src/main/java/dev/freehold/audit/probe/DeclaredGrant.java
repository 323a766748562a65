package dev.freehold.audit.probe;

import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One grant that a description declares for an operation: an element of its extension `x-access`,
/// or a word of a sentence such as ``Access: `owner or role:editor`.``
///
/// @param holder whom it is for
/// @param field of the row, with the id of a person or a list of ids; empty for any other holder
/// @param of the path of relations, such as `item.list`, to the row whose owner or person it is;
///   empty for the row itself
/// @param via the path to a row that the caller must be able to read; empty if there is none
/// @param where the condition on the row; empty for every row
record DeclaredGrant(Holder holder, String field, String of, String via, String where) {
  private static final String EXTENSION = "x-access";
  private static final Pattern SENTENCE = Pattern.compile("Access: `([^`]{1,10000})`");
  private static final Pattern WORD =
      Pattern.compile("(owner|user|public|role:[^ ,]+)(?: where (.+))?");

  /// Whom a grant is for.
  enum Holder {
    OWNER,
    USER,
    PUBLIC,
    ROLE,
    TEAM,
    PERSON,
    /// Everyone who may read the row at the end of `via`.
    READER,
    /// A holder that this audit does not know.
    OTHER
  }

  /// The declared grants; empty if the description says nothing.
  static List<DeclaredGrant> of(DescribedOperation operation) {
    if (operation.extensions().get(EXTENSION) instanceof JsonArray written) {
      return written.stream().map(DeclaredGrant::read).toList();
    }
    for (String words : operation.documentation()) {
      Matcher sentence = SENTENCE.matcher(words);
      if (sentence.find()) {
        return ofSentence(sentence.group(1));
      }
    }
    return List.of();
  }

  private static DeclaredGrant read(Object written) {
    if (!(written instanceof JsonObject grant)) {
      return new DeclaredGrant(Holder.OTHER, "", "", "", "");
    }
    String via = text(grant, "via");
    return new DeclaredGrant(
        holder(text(grant, "who"), via),
        text(grant, "field"),
        text(grant, "of"),
        via,
        text(grant, "where"));
  }

  private static Holder holder(String who, String via) {
    return switch (who) {
      case "" -> via.isEmpty() ? Holder.OTHER : Holder.READER;
      case "owner" -> Holder.OWNER;
      case "user" -> Holder.USER;
      case "public" -> Holder.PUBLIC;
      case "role" -> Holder.ROLE;
      case "team" -> Holder.TEAM;
      case "person" -> Holder.PERSON;
      default -> Holder.OTHER;
    };
  }

  private static String text(JsonObject grant, String name) {
    return grant.getValue(name) instanceof String text ? text : "";
  }

  /// Grants with conditions are separated by commas, because a condition may contain `or`.
  private static List<DeclaredGrant> ofSentence(String sentence) {
    List<DeclaredGrant> grants = new ArrayList<>();
    for (String words : sentence.split(sentence.contains(" where ") ? ", " : ", | or ", -1)) {
      grants.add(word(words.strip()).orElse(new DeclaredGrant(Holder.OTHER, "", "", "", "")));
    }
    return List.copyOf(grants);
  }

  private static Optional<DeclaredGrant> word(String words) {
    Matcher word = WORD.matcher(words);
    if (!word.matches()) {
      return Optional.empty();
    }
    String who = word.group(1).startsWith("role:") ? "ROLE" : word.group(1);
    return Optional.of(
        new DeclaredGrant(
            Holder.valueOf(who.toUpperCase(Locale.ROOT)),
            "",
            "",
            "",
            word.group(2) == null ? "" : word.group(2)));
  }

  /// Whether it opens every row to every user.
  boolean isOpen() {
    return isForEveryone() && where.isEmpty();
  }

  /// Whether it opens rows to every user: all of them, or those that meet its condition.
  boolean isForEveryone() {
    return (holder == Holder.PUBLIC || holder == Holder.USER) && of.isEmpty() && via.isEmpty();
  }
}
