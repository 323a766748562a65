package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Warns of a reference with `onDelete: restrict`, which is the default, to rows that every user or
/// every member of a team may read: each of them can refer to the rows of others, and those can then
/// not be deleted by anyone.
final class SharedReferenceChecker {
  private final SpecIssueCollector warnings;
  private final List<Spec.Resource> resources;
  private final Map<String, ResourceFields> fields;

  /// @param fields the fields of each resource, by resource name
  SharedReferenceChecker(
      SpecIssueCollector warnings,
      List<Spec.Resource> resources,
      Map<String, ResourceFields> fields) {
    this.warnings = warnings;
    this.resources = resources;
    this.fields = fields;
  }

  void check() {
    Map<String, Spec.Resource> byName =
        resources.stream().collect(Collectors.toMap(Spec.Resource::name, Function.identity()));
    for (Spec.Resource resource : resources) {
      for (Spec.Field field : resource.fields()) {
        Spec.Ref ref = field.ref();
        Spec.Resource target = ref == null ? null : byName.get(ref.target());
        if (ref != null
            && target != null
            && ref.onDelete() == Spec.OnDelete.RESTRICT
            && isWrittenByEveryone(resource, field)
            && isReadByMany(target.access())
            && isDeleted(target, resource)) {
          warn(resource, field, ref, target);
        }
      }
    }
  }

  /// Whether every signed-in user can set the reference. The owner of a row is everyone, if everyone
  /// may create rows.
  private static boolean isWrittenByEveryone(Spec.Resource resource, Spec.Field field) {
    Access access = resource.access();
    boolean creates = access.create().stream().anyMatch(SharedReferenceChecker::isAnyUserOrOwner);
    boolean updates =
        access.update().stream().anyMatch(g -> g.subject() instanceof Grant.User)
            && !field.writeOnce();
    boolean everyone =
        field.writers().isEmpty()
            || field.writers().stream().anyMatch(g -> g.subject() instanceof Grant.User);
    boolean owners =
        everyone || field.writers().stream().anyMatch(g -> g.subject() instanceof Grant.Owner);
    return !field.readonly() && ((owners && creates) || (everyone && updates));
  }

  private static boolean isAnyUserOrOwner(Grant grant) {
    return grant.subject() instanceof Grant.Owner || grant.subject() instanceof Grant.User;
  }

  private static boolean isReadByMany(Access access) {
    return isReadByUsers(access)
        || access.read().stream().anyMatch(grant -> grant.subject() instanceof Grant.Member);
  }

  private static boolean isReadByUsers(Access access) {
    return access.read().stream()
        .map(Grant::subject)
        .anyMatch(subject -> subject instanceof Grant.User || subject instanceof Grant.Public);
  }

  /// Whether someone may delete rows of `target` who may not delete all rows that refer to them. A
  /// user who may delete both can make room first.
  private static boolean isDeleted(Spec.Resource target, Spec.Resource referring) {
    List<Grant> clearing = referring.access().delete();
    return target.access().delete().stream()
        .anyMatch(
            grant ->
                !clearing.contains(new Grant.User())
                    && (grant.subject() instanceof Grant.Owner || !clearing.contains(grant)));
  }

  private void warn(
      Spec.Resource resource, Spec.Field field, Spec.Ref ref, Spec.Resource referenced) {
    ResourceFields places = fields.get(resource.name());
    if (places == null) {
      throw new IllegalStateException("no fields of " + resource.name());
    }
    String target = PrintableText.quote(ref.target());
    String hint =
        Stream.of(
                field.required() ? "write onDelete: cascade" : "write onDelete: setNull or cascade",
                "limit who may create and update " + PrintableText.quote(resource.name()),
                "write delete: nobody for " + target)
            .collect(Collectors.joining(", or "));
    warnings.add(
        places.position(field.name()),
        SpecIssueCode.RESTRICT_ON_SHARED_ROWS,
        (isReadByUsers(referenced.access()) ? "every user" : "every member of a team")
            + " can make rows of "
            + target
            + " undeletable: "
            + PrintableText.quote(ref.relation())
            + " refers to rows of others with onDelete: restrict",
        hint);
  }
}
