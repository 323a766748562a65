package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Copy;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks the copies of one resource: `copy: product.price`. A copy holds every value that its source
/// can have, shows it to no caller who may not read the source, and comes from a row that never changes.
final class CopyChecker {
  private static final int MAX_TEXT = 200;
  private static final Pattern ROLE = Pattern.compile("role:[a-z0-9_]+");
  private static final Pattern COPY = Pattern.compile("\\s*([^.\\s]+)\\.([^.\\s]+)\\s*");

  private final SpecIssueCollector issues;
  private final ResourceFields fields;
  private final Map<String, ResourceFields> all;

  /// @param all the fields of every resource, by resource name
  CopyChecker(SpecIssueCollector issues, ResourceFields fields, Map<String, ResourceFields> all) {
    this.issues = issues;
    this.fields = fields;
    this.all = all;
  }

  /// @return the fields, each with its copy
  List<Spec.Field> check(List<Spec.Field> written) {
    return written.stream().map(this::withCopy).toList();
  }

  private Spec.Field withCopy(Spec.Field field) {
    YamlNode node = fields.copy(field.name());
    Copy copy = node == null || field.ref() != null ? null : copy(node, field);
    return copy == null ? field : field.withCopy(copy);
  }

  private @Nullable Copy copy(YamlNode node, Spec.Field field) {
    String text = YamlValueReader.text(issues, node, "copy", MAX_TEXT);
    if (text == null) {
      return null;
    }
    Matcher names = COPY.matcher(text);
    if (!names.matches()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_RULE,
          "the copy " + PrintableText.quote(text) + " does not name a field of a related row",
          "write REFERENCE.FIELD, such as product.price");
      return null;
    }
    Copy copy = new Copy(names.group(1), names.group(2));
    Spec.Field reference = reference(node.position(), copy.relation());
    Spec.Ref ref = reference == null ? null : reference.ref();
    ResourceFields related = ref == null ? null : all.get(ref.target());
    if (reference == null || related == null) {
      return null;
    }
    Spec.Field source = related.find(issues, node.position(), copy.field(), false);
    return source != null
            && isCopyable(node.position(), field, reference, related, source, copy)
            && CopiedValues.check(issues, node.position(), field, source, copy)
        ? copy
        : null;
  }

  /// @return null, after an issue, if the row has no reference of this name that a copy can follow
  private Spec.@Nullable Field reference(Position position, String relation) {
    Optional<Spec.Field> found = references().filter(f -> relation(f).equals(relation)).findFirst();
    if (found.isEmpty()) {
      if (!fields.invalidNames().contains(ReferenceChecker.column(relation))) {
        issues.add(
            position,
            SpecIssueCode.UNKNOWN_FIELD,
            "there is no reference " + PrintableText.quote(relation),
            SpellingSuggestion.hint(relation, references().map(CopyChecker::relation).toList()));
      }
      return null;
    }
    Spec.Field reference = found.get();
    Spec.Ref ref = reference.ref();
    if (ref == null || ref.person() || ref.many()) {
      issues.add(
          position,
          SpecIssueCode.WRONG_TYPE_FOR_CONSTRAINT,
          PrintableText.quote(relation) + " does not name one row of a resource",
          "name a field of type ref with a resource in 'to'");
      return null;
    }
    if (reference.readonly()) {
      issues.add(
          position,
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "no client chooses the reference " + PrintableText.quote(relation),
          "name a reference with writeOnce: true");
      return null;
    }
    if (!reference.writeOnce()) {
      issues.add(
          position,
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "the reference " + PrintableText.quote(relation) + " can change, and the copy does not",
          "add writeOnce: true to " + relation);
      return null;
    }
    return reference;
  }

  private Stream<Spec.Field> references() {
    return fields.all().stream().filter(f -> f.ref() != null);
  }

  private static String relation(Spec.Field reference) {
    Spec.Ref ref = reference.ref();
    return ref == null ? reference.name() : ref.relation();
  }

  private boolean isCopyable(
      Position position,
      Spec.Field field,
      Spec.Field reference,
      ResourceFields related,
      Spec.Field source,
      Copy copy) {
    if (source.ref() != null) {
      issues.add(
          position,
          SpecIssueCode.WRONG_TYPE_FOR_CONSTRAINT,
          PrintableText.quote(copy.text()) + " is a reference, and a copy is a value",
          "name another field");
      return false;
    }
    if (source.hidden()) {
      IndexKeyChecker.checkDisclosure(issues, position, source, true, "the copy");
      return false;
    }
    YamlNode readers = related.read(source.name());
    if (readers != null && !isCovered(field.readers(), roles(readers))) {
      List<String> roles = roles(readers);
      issues.add(
          position,
          SpecIssueCode.LIMITED_FIELD,
          "the copy would reveal the value of "
              + PrintableText.quote(copy.text())
              + ", which not everyone may read",
          roles.isEmpty()
              ? "name another field"
              : "write read: " + String.join(" or ", roles) + " for " + field.name() + " too");
      return false;
    }
    if (field.required() && !(reference.required() && source.required())) {
      issues.add(
          position,
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          PrintableText.quote(field.name())
              + " is required, and "
              + PrintableText.quote(reference.required() ? copy.text() : copy.relation())
              + " can be null",
          "remove required, or add required: true to "
              + (reference.required() ? copy.text() : copy.relation()));
      return false;
    }
    return true;
  }

  /// Whether everyone who may read the copy has one of the roles that may read the source.
  private static boolean isCovered(List<Grant> readers, List<String> roles) {
    return !readers.isEmpty() && readers.stream().allMatch(grant -> roles.contains(grant.text()));
  }

  /// The roles that `read` of another resource's field names, as `role:NAME`. Empty if it names anybody
  /// else: then anyone who reads the source depends on its row, which is not that of the copy.
  private static List<String> roles(YamlNode readers) {
    Stream<YamlNode> grants =
        readers instanceof YamlNode.Sequence list ? list.items().stream() : Stream.of(readers);
    List<String> words =
        grants
            .flatMap(
                grant ->
                    grant instanceof YamlNode.Scalar word
                        ? Stream.of(word.text().strip().split("\\s+or\\s+", -1))
                        : Stream.of(""))
            .toList();
    return words.stream().allMatch(word -> ROLE.matcher(word).matches()) ? words : List.of();
  }
}
