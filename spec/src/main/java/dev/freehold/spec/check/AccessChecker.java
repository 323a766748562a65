package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks the `access` block of a resource: the grants for read, create, update and delete.
final class AccessChecker {
  private final SpecIssueCollector issues;
  private final SymbolTable symbols;

  AccessChecker(SpecIssueCollector issues, SymbolTable symbols) {
    this.issues = issues;
    this.symbols = symbols;
  }

  /// An operation without a grant is granted to the owner.
  Access check(YamlNode.@Nullable Entry entry) {
    YamlMappingReader block =
        entry == null
            ? null
            : YamlMappingReader.open(
                issues,
                entry.position(),
                entry.value(),
                "access",
                Stream.of(CrudOperation.values()).map(AccessChecker::word).toList(),
                List.of());
    if (entry == null || block == null) {
      return Access.OWNER_ONLY;
    }
    List<Grant> read = read(block.get(word(CrudOperation.READ)));
    return new Access(
        read == null ? Access.OWNER_ONLY.read() : read,
        write(block, CrudOperation.CREATE, read),
        write(block, CrudOperation.UPDATE, read),
        write(block, CrudOperation.DELETE, read));
  }

  private static String word(CrudOperation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  /// @return null after an issue
  private @Nullable List<Grant> read(@Nullable YamlNode node) {
    if (node == null) {
      return Access.OWNER_ONLY.read();
    }
    List<Grant> read = GrantReader.read(issues, node, "read", symbols);
    if (read != null && read.isEmpty()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          "read cannot be granted to nobody: no caller could use the rows",
          "write a grant, such as read: owner");
      return null;
    }
    return read;
  }

  private List<Grant> write(
      YamlMappingReader block, CrudOperation operation, @Nullable List<Grant> read) {
    String word = word(operation);
    YamlNode.Entry entry = block.entry(word);
    List<Grant> standard = Access.OWNER_ONLY.of(operation);
    List<Grant> grants =
        entry == null ? standard : GrantReader.read(issues, entry.value(), word, symbols);
    if (grants == null) {
      return standard;
    }
    if (entry != null && grants.contains(new Grant.Public())) {
      issues.add(
          entry.value().position(),
          SpecIssueCode.BAD_GRANT,
          word + " cannot be granted to public: a write needs a signed-in user",
          "write user to grant it to every signed-in user");
    } else if (read != null) {
      readable(block, operation, grants, read);
    }
    return grants;
  }

  /// Reports a grant for a write whose holder may not read the written row.
  private void readable(
      YamlMappingReader block, CrudOperation operation, List<Grant> grants, List<Grant> read) {
    List<Grant> needed =
        operation == CrudOperation.CREATE && !grants.isEmpty()
            ? List.of(new Grant.Owner())
            : grants;
    List<Grant> blind = needed.stream().filter(g -> !covers(read, g)).toList();
    if (!blind.isEmpty()) {
      String word = word(operation);
      YamlNode.Entry entry = block.entry(word);
      YamlNode at = entry == null ? block.get(word(CrudOperation.READ)) : entry.value();
      String who = words(blind);
      issues.add(
          at == null ? block.position() : at.position(),
          SpecIssueCode.UNREADABLE_GRANT,
          operation == CrudOperation.CREATE
              ? "create makes the caller the owner of the row, but read is not granted to owner"
              : word + " is granted to " + who + ", but read is not",
          "write read: "
              + words(Stream.concat(read.stream(), blind.stream()).toList())
              + (entry == null ? ", or write a grant for " + word : ""));
    }
  }

  private static boolean covers(List<Grant> read, Grant grant) {
    return read.contains(new Grant.Public())
        || read.contains(grant)
        || (read.contains(new Grant.User()) && !grant.equals(new Grant.Public()));
  }

  private static String words(List<Grant> grants) {
    return grants.stream().map(Grant::keyword).collect(Collectors.joining(" or "));
  }

  /// Reports a required field that a caller with a create grant may not write.
  void checkCreatable(Access access, ResourceFields fields) {
    for (Spec.Field field : fields.all()) {
      boolean given = !field.required() || field.readonly() || field.defaultValue() != null;
      List<Grant> shut =
          given || field.writers().isEmpty()
              ? List.of()
              : access.create().stream().filter(g -> !mayWrite(field, g)).toList();
      if (!shut.isEmpty()) {
        issues.add(
            fields.position(field.name()),
            SpecIssueCode.CONFLICTING_CONSTRAINTS,
            PrintableText.quote(field.name())
                + " is required, but "
                + words(shut)
                + " may create rows and may not write this field",
            field.ref() == null
                ? "add a default, or remove required or write"
                : "remove required or write");
      }
    }
  }

  private static boolean mayWrite(Spec.Field field, Grant grant) {
    return grant instanceof Grant.Role(String role) && field.writers().contains(role);
  }

  /// Reads a grant list: `owner or role:editor`.
  public static final class GrantReader {
    private static final int MAX_TEXT = 1_000;
    private static final String NOBODY = "nobody";
    private static final String ROLE = "role:";
    private static final Pattern OR = Pattern.compile("\\s+or\\s+");

    private final SpecIssueCollector issues;
    private final String what;
    private final SymbolTable symbols;

    private GrantReader(SpecIssueCollector issues, String what, SymbolTable symbols) {
      this.issues = issues;
      this.what = what;
      this.symbols = symbols;
    }

    /// @param what the granted operation, for messages: `update`
    /// @return an empty list for `nobody`; null if the node is null, or after an issue
    public static @Nullable List<Grant> read(
        SpecIssueCollector issues, @Nullable YamlNode node, String what, SymbolTable symbols) {
      String text = YamlValueReader.text(issues, node, what, MAX_TEXT);
      return node == null || text == null
          ? null
          : new GrantReader(issues, what, symbols).words(node, text.strip());
    }

    private @Nullable List<Grant> words(YamlNode node, String text) {
      if (text.equals(NOBODY)) {
        return List.of();
      }
      List<Grant> grants = new ArrayList<>();
      boolean faulty = false;
      for (String word : OR.split(text, -1)) {
        Grant grant = word.equals(NOBODY) ? notAlone(node) : word(node, word);
        if (grant != null && grants.contains(grant)) {
          issues.add(
              node.position(),
              SpecIssueCode.REPEATED_VALUE,
              PrintableText.quote(word) + " is granted twice",
              "remove one of them");
        }
        faulty |= grant == null || grants.contains(grant);
        if (grant != null) {
          grants.add(grant);
        }
      }
      return faulty ? null : List.copyOf(grants);
    }

    private @Nullable Grant word(YamlNode node, String word) {
      return switch (word) {
        case "owner" -> new Grant.Owner();
        case "user" -> new Grant.User();
        case "public" -> new Grant.Public();
        default ->
            word.startsWith(ROLE) ? role(node, word.substring(ROLE.length())) : no(node, word);
      };
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

    private @Nullable Grant notAlone(YamlNode node) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          what + " combines nobody with other grants",
          "remove nobody, or the other grants");
      return null;
    }

    private @Nullable Grant no(YamlNode node, String word) {
      List<String> words = new ArrayList<>(List.of("owner", "user", "public", NOBODY));
      symbols.roles().forEach(r -> words.add(ROLE + r));
      issues.add(
          node.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          what + " cannot be granted to " + PrintableText.quote(word),
          symbols.roles().contains(word)
              ? "did you mean " + PrintableText.quote(ROLE + word) + "?"
              : SpellingSuggestion.hint(word, words)
                  + (word.matches(".*[\\s,|&].*") ? "; join grants with ' or '" : ""));
      return null;
    }
  }
}
