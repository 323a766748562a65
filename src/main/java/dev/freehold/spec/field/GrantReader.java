package dev.freehold.spec.field;

import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.value.Hint;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who may do something, as a spec says it: `owner or role:editor`.
public final class GrantReader {
  private static final int MAX_TEXT = 1_000;
  private static final String NOBODY = "nobody";
  private static final String ROLE = "role:";
  private static final Pattern OR = Pattern.compile("\\s+or\\s+");

  private final Issues issues;
  private final String what;
  private final Known known;

  private GrantReader(Issues issues, String what, Known known) {
    this.issues = issues;
    this.what = what;
    this.known = known;
  }

  /// @param what is granted, for messages: `update`
  /// @return none for `nobody`; null where the node is null, or after an issue
  public static @Nullable List<Grant> read(
      Issues issues, @Nullable Node node, String what, Known known) {
    String text = Values.text(issues, node, what, MAX_TEXT);
    return node == null || text == null
        ? null
        : new GrantReader(issues, what, known).words(node, text.strip());
  }

  private @Nullable List<Grant> words(Node node, String text) {
    if (text.equals(NOBODY)) {
      return List.of();
    }
    List<Grant> grants = new ArrayList<>();
    boolean faulty = false;
    for (String word : OR.split(text, -1)) {
      Grant grant = word.equals(NOBODY) ? notAlone(node) : word(node, word);
      if (grant != null && grants.contains(grant)) {
        issues.add(
            node.place(), IssueCode.REPEATED_VALUE, Issues.quote(word) + " is there already");
      }
      faulty |= grant == null || grants.contains(grant);
      if (grant != null) {
        grants.add(grant);
      }
    }
    return faulty ? null : List.copyOf(grants);
  }

  private @Nullable Grant word(Node node, String word) {
    return switch (word) {
      case "owner" -> new Grant.Owner();
      case "user" -> new Grant.User();
      case "public" -> new Grant.Public();
      default -> word.startsWith(ROLE) ? role(node, word.substring(ROLE.length())) : no(node, word);
    };
  }

  private @Nullable Grant role(Node node, String name) {
    if (known.roles().contains(name)) {
      return new Grant.Role(name);
    }
    issues.add(
        node.place(),
        IssueCode.UNKNOWN_ROLE,
        "there is no role " + Issues.quote(name),
        known.roles().isEmpty()
            ? "list the roles that there are: auth: { roles: [editor] }"
            : Hint.of(name, known.roles()));
    return null;
  }

  private @Nullable Grant notAlone(Node node) {
    issues.add(
        node.place(),
        IssueCode.BAD_GRANT,
        what + " cannot be granted to nobody and to somebody",
        "drop 'nobody', or the others");
    return null;
  }

  private @Nullable Grant no(Node node, String word) {
    List<String> words = new ArrayList<>(List.of("owner", "user", "public", NOBODY));
    known.roles().forEach(r -> words.add(ROLE + r));
    issues.add(
        node.place(),
        IssueCode.UNKNOWN_VALUE,
        what + " cannot be granted to " + Issues.quote(word),
        known.roles().contains(word)
            ? "did you mean " + Issues.quote(ROLE + word) + "?"
            : Hint.of(word, words)
                + (word.matches(".*[\\s,|&].*") ? "; join words by ' or '" : ""));
    return null;
  }
}
