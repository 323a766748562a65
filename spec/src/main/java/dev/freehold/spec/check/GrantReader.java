package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.Teams;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the grants of one operation: a text such as `owner or role:editor`, or a list of texts. A
/// text may end with a condition, `public where status = 'published'`. It then has one grant, so that
/// it is clear what the condition belongs to. A grant may go through references: `via ticket`,
/// `role:agent via ticket`, `owner of item.list`.
final class GrantReader {
  private static final int MAX_TEXT = 1_100;
  private static final int MAX_GRANTS = 20;
  private static final String NOBODY = "nobody";
  private static final String ROLE = "role:";
  private static final String TEAM_ROLE = Teams.MEMBERS + ":";
  static final List<String> KEYWORDS = List.of("owner", "user", "public", NOBODY);
  private static final Pattern OR = Pattern.compile("\\s+or\\s+");
  private static final Pattern VIA = Pattern.compile("(?:(.+?)\\s+)?via\\s+(\\S+)");
  private static final Pattern OF = Pattern.compile("(\\S+)\\s+of\\s+(\\S+)");
  private static final Pattern WHERE = Pattern.compile("(?:^|\\s+)where(?:\\s+|$)");

  private final SpecIssueCollector issues;
  private final String what;
  private final SymbolTable symbols;
  private final List<Grant.Person> people;
  private final @Nullable RelationPaths relations;
  private final @Nullable Conditions conditions;

  /// Reads the conditions of grants.
  ///
  /// @param several the hint where it is not clear to which of several grants a condition belongs
  record Conditions(RowRuleCompiler rules, String several) {
    /// Where grants may be a list.
    ///
    /// @param what the granted operation
    static Conditions inList(RowRuleCompiler rules, String what, String example) {
      return new Conditions(
          rules,
          "write a list with one grant for each condition: "
              + what
              + ": [owner, \""
              + example
              + " where …\"]");
    }
  }

  /// @param what the granted operation, for messages: `update`
  /// @param people the persons of a row, who are words too
  /// @param relations null where a grant cannot go through a reference
  /// @param conditions null where a grant cannot have a condition
  GrantReader(
      SpecIssueCollector issues,
      String what,
      SymbolTable symbols,
      List<Grant.Person> people,
      @Nullable RelationPaths relations,
      @Nullable Conditions conditions) {
    this.issues = issues;
    this.what = what;
    this.symbols = symbols;
    this.people = people;
    this.relations = relations;
    this.conditions = conditions;
  }

  /// @return an empty list for `nobody`; null if the node is null, or after an issue
  @Nullable List<Grant> read(@Nullable YamlNode node) {
    if (!(node instanceof YamlNode.Sequence)) {
      List<Grant> grants = entry(node);
      return node == null || grants == null ? null : distinct(node, grants);
    }
    List<YamlNode> entries = YamlValueReader.list(issues, node, what, 1, MAX_GRANTS);
    List<Grant> grants = new ArrayList<>();
    boolean faulty = entries.isEmpty();
    for (YamlNode item : entries) {
      List<Grant> entry = entry(item);
      if (entry != null && entry.isEmpty()) {
        notAlone(item);
      }
      faulty |= entry == null || entry.isEmpty();
      grants.addAll(entry == null ? List.of() : entry);
    }
    return faulty ? null : distinct(node, grants);
  }

  private @Nullable List<Grant> entry(@Nullable YamlNode node) {
    String text = YamlValueReader.text(issues, node, what, MAX_TEXT);
    if (node == null || text == null) {
      return null;
    }
    Matcher where = WHERE.matcher(text);
    if (!where.find()) {
      List<Grant> subjects = subjects(node, text.strip());
      return subjects == null
          ? null
          : subjects.stream().map(subject -> shortened(subject, null)).toList();
    }
    List<Grant> subjects = subjects(node, text.substring(0, where.start()).strip());
    if (subjects == null) {
      return null;
    }
    if (conditions == null) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          what + " of a field cannot have a condition",
          "write the condition in access");
      return null;
    }
    if (subjects.size() != 1) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          what + " has a condition for " + (subjects.isEmpty() ? NOBODY : "several grants"),
          conditions.several());
      return null;
    }
    Grant subject = subjects.getFirst();
    Rule condition =
        conditions
            .rules()
            .compile(
                node,
                text.substring(where.end()),
                hint(text, conditions),
                relations != null && subject instanceof Grant.Through through
                    ? relations.fields(through.path())
                    : List.of());
    return condition == null
        ? null
        : List.of(new Grant.Where(shortened(subject, condition), condition));
  }

  private static Grant shortened(Grant subject, @Nullable Rule condition) {
    return subject instanceof Grant.Through(Grant caller, List<Grant.Hop> path, Grant person)
        ? new Grant.Through(caller, RelationPaths.shortened(path, condition), person)
        : subject;
  }

  /// A hint for a condition that seems to be followed by another grant.
  private @Nullable String hint(String text, Conditions read) {
    return OR.splitAsStream(text)
            .skip(1)
            .anyMatch(part -> KEYWORDS.contains(part.strip()) || part.startsWith(ROLE))
        ? read.several()
        : null;
  }

  private @Nullable List<Grant> distinct(YamlNode node, List<Grant> grants) {
    for (Grant grant : grants) {
      if (grants.stream().filter(grant::equals).count() > 1) {
        issues.add(
            node.position(),
            SpecIssueCode.REPEATED_VALUE,
            PrintableText.quote(grant.text()) + " is granted twice",
            "remove one of them");
        return null;
      }
    }
    return List.copyOf(grants);
  }

  private @Nullable List<Grant> subjects(YamlNode node, String text) {
    if (text.equals(NOBODY)) {
      return List.of();
    }
    List<Grant> grants = new ArrayList<>();
    boolean faulty = false;
    for (String word : OR.split(text, -1)) {
      Grant grant = word.equals(NOBODY) ? notAlone(node) : subject(node, word);
      faulty |= grant == null;
      if (grant != null) {
        grants.add(grant);
      }
    }
    return faulty ? null : joined(grants);
  }

  /// The grants, with one for all roles in a team that are named one by one.
  private static List<Grant> joined(List<Grant> grants) {
    List<Grant> joined = new ArrayList<>();
    for (Grant grant : grants) {
      if (!joined.isEmpty()
          && grant instanceof Grant.Member member
          && joined.getLast() instanceof Grant.Member last
          && !member.roles().isEmpty()
          && !last.roles().isEmpty()
          && !last.roles().containsAll(member.roles())) {
        joined.removeLast();
        joined.add(
            new Grant.Member(
                Stream.concat(last.roles().stream(), member.roles().stream()).toList(),
                member.column(),
                member.named()));
      } else {
        joined.add(grant);
      }
    }
    return List.copyOf(joined);
  }

  private @Nullable Grant subject(YamlNode node, String word) {
    Matcher via = VIA.matcher(word);
    if (via.matches()) {
      String caller = via.group(1);
      List<Grant.Hop> path = path(node, word, via.group(2));
      Grant of = caller == null ? new Grant.Public() : own(node, caller);
      return path == null || of == null ? null : new Grant.Through(of, path, null);
    }
    Matcher of = OF.matcher(word);
    if (of.matches()) {
      List<Grant.Hop> path = path(node, word, of.group(2));
      Grant person = path == null ? null : personOf(node, of.group(1), path);
      return path == null || person == null
          ? null
          : new Grant.Through(new Grant.Public(), path, person);
    }
    return own(node, word);
  }

  private @Nullable List<Grant.Hop> path(YamlNode node, String word, String path) {
    if (relations == null) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          what + " cannot be granted through a reference: " + PrintableText.quote(word),
          "write it in access");
      return null;
    }
    return relations.resolve(node.position(), path);
  }

  /// A person in the last row of a path.
  private @Nullable Grant personOf(YamlNode node, String word, List<Grant.Hop> path) {
    if (word.equals("owner")) {
      return new Grant.Owner();
    }
    List<Grant.Person> persons =
        relations == null ? List.of() : relations.people(path.getLast().target());
    for (Grant.Person person : persons) {
      if (person.relation().equals(word)) {
        return person;
      }
    }
    String target = path.getLast().target();
    if (isLimited(
        node, word, relations == null ? null : relations.limitedPerson(target, word), target)) {
      return null;
    }
    issues.add(
        node.position(),
        SpecIssueCode.UNKNOWN_VALUE,
        PrintableText.quote(target) + " has no person " + PrintableText.quote(word),
        SpellingSuggestion.hint(
            word,
            Stream.concat(Stream.of("owner"), persons.stream().map(Grant.Person::relation))
                .toList()));
    return null;
  }

  private @Nullable Grant own(YamlNode node, String word) {
    return switch (word) {
      case "owner" -> new Grant.Owner();
      case "user" -> new Grant.User();
      case "public" -> new Grant.Public();
      default -> {
        if (!symbols.teamRoles().isEmpty() && word.equals(Teams.MEMBERS)) {
          yield new Grant.Member(List.of(), Teams.TEAM_ID, true);
        }
        yield word.startsWith(TEAM_ROLE)
            ? teamRole(node, word.substring(TEAM_ROLE.length()))
            : word.startsWith(ROLE)
                ? role(node, word.substring(ROLE.length()))
                : person(node, word);
      }
    };
  }

  private @Nullable Grant person(YamlNode node, String word) {
    for (Grant.Person person : people) {
      if (person.relation().equals(word)) {
        return person;
      }
    }
    return isLimited(node, word, relations == null ? null : relations.limitedPerson(word), "")
        ? null
        : unknown(node, word);
  }

  /// Reports a word for a person whom not everyone who reads the row may know: access would tell.
  ///
  /// @param field with the person; null if not limited
  /// @param of the resource with the field; empty for that of the grant
  private boolean isLimited(YamlNode node, String word, Spec.@Nullable Field field, String of) {
    if (field == null) {
      return false;
    }
    String name = (of.isEmpty() ? "" : of + ".") + field.name();
    issues.add(
        node.position(),
        SpecIssueCode.LIMITED_FIELD,
        what
            + " cannot be granted to "
            + PrintableText.quote(word)
            + ": it would tell who is in "
            + PrintableText.quote(name)
            + ", which only some callers may read",
        "remove read from " + name + ", or write another word");
    return true;
  }

  private @Nullable Grant role(YamlNode node, String name) {
    if (symbols.roles().contains(name)) {
      return new Grant.Role(name);
    }
    issues.add(
        node.position(),
        SpecIssueCode.UNKNOWN_ROLE,
        "there is no role " + PrintableText.quote(name),
        symbols.roles().isEmpty()
            ? "declare the role: auth: { roles: [editor] }"
            : SpellingSuggestion.hint(name, symbols.roles()));
    return null;
  }

  private @Nullable Grant teamRole(YamlNode node, String name) {
    if (symbols.teamRoles().contains(name)) {
      return new Grant.Member(List.of(name), Teams.TEAM_ID, true);
    }
    issues.add(
        node.position(),
        SpecIssueCode.UNKNOWN_ROLE,
        "no member of a team has the role " + PrintableText.quote(name),
        symbols.teamRoles().isEmpty()
            ? "declare the role: teams: { roles: [admin, member] }"
            : SpellingSuggestion.hint(name, symbols.teamRoles()));
    return null;
  }

  private @Nullable Grant notAlone(YamlNode node) {
    issues.add(
        node.position(),
        SpecIssueCode.BAD_GRANT,
        what + " combines nobody with other grants",
        "remove nobody, or the other grants");
    return null;
  }

  private @Nullable Grant unknown(YamlNode node, String word) {
    List<String> words =
        Stream.of(
                KEYWORDS.stream(),
                symbols.roles().stream().map(r -> ROLE + r),
                symbols.teamRoles().isEmpty() ? Stream.<String>of() : Stream.of(Teams.MEMBERS),
                symbols.teamRoles().stream().map(r -> TEAM_ROLE + r),
                people.stream().map(Grant.Person::relation))
            .flatMap(some -> some)
            .toList();
    issues.add(
        node.position(),
        SpecIssueCode.UNKNOWN_VALUE,
        what + " cannot be granted to " + PrintableText.quote(word),
        symbols.roles().contains(word)
            ? "did you mean " + PrintableText.quote(ROLE + word) + "?"
            : symbols.teamRoles().contains(word)
                ? "did you mean " + PrintableText.quote(TEAM_ROLE + word) + "?"
                : SpellingSuggestion.hint(word, words)
                    + (word.matches(".*[\\s,|&].*") ? "; join grants with ' or '" : ""));
    return null;
  }
}
