package dev.freehold.query;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.KeyScopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All resources as one kind of caller sees them. Depends only on the plan, on whether the caller
/// is signed in, on the caller's roles, on the role in the team of the request, and on the scopes of an
/// API key. Only `dev.freehold.api.Authorizer` creates one.
public final class ApiView {
  private static final int FINGERPRINT_BYTES = 15;

  private final Map<String, ResourceView> views = new TreeMap<>();
  private volatile @Nullable String fingerprint;

  /// The view of a caller without an API key.
  ///
  /// @param roles of the caller that the spec defines; empty for an anonymous caller
  /// @param teamRole of the caller in the team that the request names; null if it is not known
  public ApiView(ApiPlan plan, boolean signedIn, Set<String> roles, @Nullable String teamRole) {
    add(plan, signedIn, roles, teamRole, KeyScopes.ALL);
  }

  /// @param roles of the caller that the spec defines; empty for an anonymous caller
  /// @param teamRole of the caller in the team that the request names; null if it is not known
  /// @param scopes of the key
  public ApiView(
      ApiPlan plan,
      boolean signedIn,
      Set<String> roles,
      @Nullable String teamRole,
      KeyScopes scopes) {
    add(plan, signedIn, roles, teamRole, scopes);
  }

  private void add(
      ApiPlan plan,
      boolean signedIn,
      Set<String> roles,
      @Nullable String teamRole,
      KeyScopes scopes) {
    plan.resourcesAndPeople()
        .forEach(
            r -> views.put(r.name(), new ResourceView(plan, r, signedIn, roles, teamRole, scopes)));
  }

  /// Names all that a caller with this view may read: the rows and fields of every resource. Twenty
  /// characters. Two views with the same fingerprint show the same.
  public String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      StringBuilder text = new StringBuilder();
      views.forEach(
          (name, view) ->
              text.append(name)
                  .append(' ')
                  .append(view.rowExtent(CrudOperation.READ))
                  .append(' ')
                  .append(Selection.allColumns(view).fingerprint())
                  .append(limits(view))
                  .append('\n'));
      known = Fingerprint.of(text, FINGERPRINT_BYTES);
      fingerprint = known;
    }
    return known;
  }

  /// The columns that the caller reads in some rows only, with these rows.
  private static String limits(ResourceView view) {
    return view.readColumns().stream()
        .filter(column -> !(view.readRows(column) instanceof Extent.All))
        .map(column -> " " + column.name() + " " + view.readRows(column))
        .collect(Collectors.joining());
  }

  public ResourceView resource(ResourcePlan resource) {
    return Objects.requireNonNull(views.get(resource.name()));
  }

  /// A relation, and the view of the resource that it leads to.
  ///
  /// @param counted whether it stands for the number of the related rows, and not for the rows
  /// @param account the reference to the account that has the counted rows; null if the row itself has
  ///     them. An account has no row before its profile is changed, but it may have such rows
  public record VisibleRelation(
      Relation relation, ResourceView target, boolean counted, @Nullable VisibleRelation account) {
    VisibleRelation(Relation relation, ResourceView target) {
      this(relation, target, false, null);
    }

    VisibleRelation asCount(@Nullable VisibleRelation of) {
      return new VisibleRelation(relation, target, true, of);
    }

    /// The name in a query: `tasks`, or `user.tasks`.
    public String name() {
      return account == null ? relation.name() : account.name() + "." + relation.name();
    }
  }

  /// The relations that the caller may follow. The target must be readable, and so must the
  /// reference column. The profile of an account is null for a caller who may not see profiles, so
  /// that one query serves signed-in and anonymous readers.
  public List<VisibleRelation> visibleRelations(ResourceView from) {
    return from.plan().relations().stream()
        .map(r -> new VisibleRelation(r, Objects.requireNonNull(views.get(r.target()))))
        .filter(
            h ->
                h.target().plan().isPeople()
                    || h.target().rowExtent(CrudOperation.READ).isPresent())
        .filter(
            h ->
                h.relation().kind().isReverse()
                    ? h.target().column(h.relation().column()).isPresent()
                    : from.column(h.relation().column()).isPresent())
        .toList();
  }

  /// Empty for a field that does not exist, for one that the caller may not read or not reach, and for
  /// one behind more than [FieldPath#MAX_RELATIONS] relations.
  ///
  /// @param name of a field of `from`, or with relations before it: `project.client.name`,
  ///     `project.tasks.count`
  public Optional<FieldPath> field(ResourceView from, String name) {
    int point = name.lastIndexOf('.');
    if (point < 0) {
      return from.queryColumn(name).map(column -> new FieldPath(List.of(), column));
    }
    String last = name.substring(point + 1);
    return relations(from, name.substring(0, point))
        .flatMap(
            relations -> {
              VisibleRelation end = relations.getLast();
              if (end.relation().isCountable() && last.equals(FieldPath.COUNT.name())) {
                List<VisibleRelation> counted = new ArrayList<>(relations);
                counted.removeLast();
                boolean ofAccount = end.relation().kind() == Relation.Kind.OF_ACCOUNT;
                counted.add(end.asCount(ofAccount ? counted.removeLast() : null));
                return Optional.of(new FieldPath(counted, FieldPath.COUNT));
              }
              return end.relation().kind().isReverse()
                  ? Optional.empty()
                  : end.target().queryColumn(last).map(c -> new FieldPath(relations, c));
            });
  }

  /// The relations of a path such as `project.client`: to-one relations, except that the last may be
  /// to-many. Empty if the caller may not follow one, and for more than [FieldPath#MAX_RELATIONS].
  public Optional<List<VisibleRelation>> relations(ResourceView from, String path) {
    String[] names = path.split("\\.", FieldPath.MAX_RELATIONS + 1);
    List<VisibleRelation> relations = new ArrayList<>();
    ResourceView view = from;
    for (String name : names) {
      VisibleRelation relation = visibleRelation(view, name).orElse(null);
      if (relation == null
          || !isQueried(view, relation.relation())
          || relations.size() == FieldPath.MAX_RELATIONS
          || (!relations.isEmpty() && relations.getLast().relation().many())) {
        return Optional.empty();
      }
      relations.add(relation);
      view = relation.target();
    }
    return Optional.of(relations);
  }

  /// Whether a query may name the reference of a relation. Others than persons are readable in every row.
  private static boolean isQueried(ResourceView from, Relation relation) {
    return relation.kind().isReverse() || from.queryColumn(relation.column()).isPresent();
  }

  /// Empty for a relation that does not exist and for one that the caller may not follow.
  public Optional<VisibleRelation> visibleRelation(ResourceView from, String relation) {
    return visibleRelations(from).stream()
        .filter(h -> h.relation().name().equals(relation))
        .findFirst();
  }
}
