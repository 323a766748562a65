package dev.freehold.audit.probe;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.ScopeHeader;
import dev.freehold.audit.probe.RowCondition.Operand;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Whether the description lets a user reach one row: by its grants, the values of the row, and the
/// rows of the audit that are related to it. The users of the audit have no role, and each acts in
/// a team of its own.
final class DeclaredRowAccess {
  /// The maximum length of a chain of rows that are readable because another one is.
  private static final int MAX_DEPTH = 8;

  private final List<ResourceCollection> collections;
  private final List<AuditRow> rows;

  /// @param rows the rows that the audit created
  DeclaredRowAccess(List<ResourceCollection> collections, List<AuditRow> rows) {
    this.collections = collections;
    this.rows = rows;
  }

  Certainty allows(DescribedOperation operation, AuditRow row, AuditUser user) {
    return allows(operation, row, user, MAX_DEPTH);
  }

  Certainty allowsToRead(AuditRow row, AuditUser user) {
    return allowsToRead(row, user, MAX_DEPTH);
  }

  private Certainty allowsToRead(AuditRow row, AuditUser user, int depth) {
    return DeclaredAccess.reading(row.collection())
        .map(reading -> allows(reading, row, user, depth))
        .orElse(Certainty.UNKNOWN);
  }

  private Certainty allows(DescribedOperation operation, AuditRow row, AuditUser user, int depth) {
    boolean isOwner = row.owner().equals(user);
    if ((user.token() == null && operation.isProtected())
        || (ScopeHeader.of(operation).isPresent() && !isOwner)) {
      return Certainty.FALSE;
    }
    List<DeclaredGrant> grants = DeclaredGrant.of(operation);
    if (grants.isEmpty()) {
      return Certainty.of(isOwner || DeclaredAccess.allowsEveryUser(operation));
    }
    Certainty allows = Certainty.FALSE;
    for (DeclaredGrant grant : grants) {
      allows = allows.or(allows(grant, row, user, depth));
    }
    return allows;
  }

  private Certainty allows(DeclaredGrant grant, AuditRow row, AuditUser user, int depth) {
    Certainty holds = isHolder(grant, row, user);
    if (!holds.isNotMet() && !grant.where().isEmpty()) {
      holds = holds.and(RowCondition.evaluate(grant.where(), name -> value(row, name, user)));
    }
    if (!holds.isNotMet() && !grant.via().isEmpty()) {
      holds = holds.and(readsAt(row, grant.via(), user, depth));
    }
    return holds;
  }

  private Certainty isHolder(DeclaredGrant grant, AuditRow row, AuditUser user) {
    boolean isOwner = row.owner().equals(user);
    return switch (grant.holder()) {
      case OWNER -> any(row, grant.of(), each -> Certainty.of(each.owner().equals(user)));
      case USER -> Certainty.of(user.token() != null);
      case PUBLIC, READER -> Certainty.TRUE;
      case ROLE -> Certainty.FALSE;
      case TEAM -> Certainty.of(isOwner);
      case PERSON -> any(row, grant.of(), each -> names(each, grant.field(), user));
      case OTHER -> Certainty.UNKNOWN;
    };
  }

  private Certainty readsAt(AuditRow row, String path, AuditUser user, int depth) {
    return depth == 0
        ? Certainty.UNKNOWN
        : any(row, path, each -> allowsToRead(each, user, depth - 1));
  }

  /// Whether a field of the row names the user.
  private static Certainty names(AuditRow row, String field, AuditUser user) {
    Object named = values(row).getValue(field);
    if (named == null || user.token() == null) {
      return Certainty.FALSE;
    }
    String id = user.id();
    if (id == null) {
      return Certainty.UNKNOWN;
    }
    return Certainty.of(
        named instanceof JsonArray all
            ? all.stream().anyMatch(each -> id.equals(String.valueOf(each)))
            : id.equals(named.toString()));
  }

  private Operand value(AuditRow row, String name, AuditUser user) {
    if (name.equals("me")) {
      return user.token() == null || user.id() != null
          ? new Operand.Value(user.id())
          : new Operand.Unknown();
    }
    int dot = name.lastIndexOf('.');
    Optional<List<AuditRow>> at =
        dot < 0 ? Optional.of(List.of(row)) : at(row, name.substring(0, dot));
    if (at.isEmpty() || at.get().size() != 1) {
      return new Operand.Unknown();
    }
    JsonObject values = values(at.get().getFirst());
    String field = name.substring(dot + 1);
    return values.containsKey(field)
        ? new Operand.Value(scalar(values.getValue(field)))
        : new Operand.Unknown();
  }

  private static @Nullable Object scalar(@Nullable Object value) {
    return value instanceof JsonObject || value instanceof JsonArray ? value.toString() : value;
  }

  /// Whether one of the rows at the end of a path passes.
  private Certainty any(AuditRow row, String path, Function<AuditRow, Certainty> test) {
    Optional<List<AuditRow>> at = at(row, path);
    if (at.isEmpty()) {
      return Certainty.UNKNOWN;
    }
    Certainty any = Certainty.FALSE;
    for (AuditRow each : at.get()) {
      any = any.or(test.apply(each));
    }
    return any;
  }

  /// The rows at the end of a path such as `ticket` or `class.enrolments`; empty if the audit did
  /// not create all of them.
  private Optional<List<AuditRow>> at(AuditRow row, String path) {
    List<AuditRow> at = List.of(row);
    for (String step : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      List<AuditRow> next = new ArrayList<>();
      for (AuditRow each : at) {
        Optional<List<AuditRow>> related = related(each, step);
        if (related.isEmpty()) {
          return Optional.empty();
        }
        next.addAll(related.get());
      }
      at = next;
    }
    return Optional.of(at);
  }

  private Optional<List<AuditRow>> related(AuditRow row, String step) {
    for (String property : List.of(step + "_id", step)) {
      String target = row.collection().references().get(property);
      if (target != null) {
        Object id = values(row).getValue(property);
        return id == null ? Optional.of(List.of()) : row(target, id.toString()).map(List::of);
      }
    }
    boolean refer =
        collections.stream()
            .anyMatch(
                each ->
                    each.name().equals(step)
                        && each.references().containsValue(row.collection().name()));
    return refer ? Optional.of(referring(row, step)) : Optional.empty();
  }

  private Optional<AuditRow> row(String collection, String id) {
    return rows.stream()
        .filter(each -> each.collection().name().equals(collection) && each.id().equals(id))
        .findFirst();
  }

  /// A row of the audit was new a moment ago: only the audit made rows that refer to it.
  private List<AuditRow> referring(AuditRow row, String collection) {
    return rows.stream()
        .filter(each -> each.collection().name().equals(collection))
        .filter(
            each ->
                each.collection().references().entrySet().stream()
                    .filter(reference -> reference.getValue().equals(row.collection().name()))
                    .anyMatch(
                        reference ->
                            row.id()
                                .equals(String.valueOf(values(each).getValue(reference.getKey())))))
        .toList();
  }

  /// The row as the server showed it, and what the audit sent where it shows nothing.
  private static JsonObject values(AuditRow row) {
    return row.requestBody().copy().mergeIn(row.responseBody());
  }
}
