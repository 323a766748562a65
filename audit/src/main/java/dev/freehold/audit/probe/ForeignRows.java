package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rows of user A that the description does not let another caller reach: access to them is a
/// defect. Access that it declares, or that the audit cannot judge, is none.
public final class ForeignRows {
  /// The maximum number of rows that are created to find one that is not open by its values.
  private static final int ATTEMPTS = 6;

  /// The maximum number of parent rows that decide about access, one through the other.
  private static final int MAX_PARENTS = 3;

  private final Site site;
  private final AuditUser caller;

  /// @param caller user B or an anonymous client
  public ForeignRows(Site site, AuditUser caller) {
    this.site = site;
    this.caller = caller;
  }

  /// A row that the caller may not read, for probes that only read it.
  public Optional<AuditRow> hidden(ResourceCollection collection) {
    return DeclaredAccess.reading(collection)
        .filter(_ -> !isShared(collection))
        .flatMap(reading -> existing(collection, reading));
  }

  /// What a response shows of a row of user A that the caller may not read. A list may be paged and
  /// sorted so that it shows other rows than a given one.
  ///
  /// @param row a row that the caller may not read
  public Optional<String> leak(AuditRow row, AuditExchange exchange) {
    return Stream.concat(
            Stream.of(row),
            site.createdRows().stream()
                .filter(each -> each.collection().equals(row.collection()))
                .filter(each -> each.owner().equals(row.owner()))
                .filter(this::isHidden))
        .flatMap(each -> RowLeakDetector.find(each, exchange).stream())
        .findFirst();
  }

  /// A new row that the caller may not read, or the only one.
  public Optional<AuditRow> freshHidden(ResourceCollection collection) {
    return DeclaredAccess.reading(collection)
        .filter(_ -> !isShared(collection))
        .flatMap(reading -> fresh(collection, reading));
  }

  /// A new row for which the caller may not use the operation, or the only one.
  public Optional<AuditRow> fresh(ResourceCollection collection, DescribedOperation operation) {
    return fresh(collection, operation, MAX_PARENTS);
  }

  private Optional<AuditRow> existing(ResourceCollection collection, DescribedOperation operation) {
    if (isOpen(operation)) {
      return Optional.empty();
    }
    return site.anyRow(collection, site.userA())
        .filter(row -> isForbidden(operation, row))
        .or(() -> fresh(collection, operation));
  }

  /// Whether the description certainly does not let the caller read the row.
  public boolean isHidden(AuditRow row) {
    return access().allowsToRead(row, caller).isNotMet() && !isShared(row.collection());
  }

  /// Whether every row of a collection is open to the caller: the server shows it, and the document
  /// does not say for whom they are.
  public boolean isShared(ResourceCollection collection) {
    return RowSharing.of(site, collection).isOpenTo(caller);
  }

  /// Whether the document opens every row of an operation.
  public boolean isOpen(DescribedOperation operation) {
    return DeclaredAccess.allowsEveryUser(operation) || PublicOperations.isPublic(site, operation);
  }

  private boolean isForbidden(DescribedOperation operation, AuditRow row) {
    return access().allows(operation, row, caller).isNotMet();
  }

  private DeclaredRowAccess access() {
    return new DeclaredRowAccess(site.collections(), site.createdRows());
  }

  private Optional<AuditRow> fresh(
      ResourceCollection collection, DescribedOperation operation, int parents) {
    if (isOpen(operation)) {
      return Optional.empty();
    }
    // Some collections take one row, such as one for each month: then it is the row that is there.
    // The
    // account of user A is no row to change: user A must stay.
    Optional<AuditRow> first =
        site.createRow(collection, site.userA())
            .or(
                () ->
                    collection.isOfPeople()
                        ? Optional.empty()
                        : site.anyRow(collection, site.userA()));
    if (first.isEmpty() || isForbidden(operation, first.get())) {
      return first;
    }
    return closing(first.get(), operation, parents).stream()
        .limit(ATTEMPTS)
        .flatMap(changes -> site.createRow(collection, site.userA(), changes).stream())
        .filter(row -> isForbidden(operation, row))
        .findFirst();
  }

  /// Changes of an open row after which it would not be open: another value of an enum or a
  /// boolean, no value, or a parent row that the caller may not read.
  private List<JsonObject> closing(AuditRow open, DescribedOperation operation, int parents) {
    List<JsonObject> changes = new ArrayList<>();
    ResourceCollection collection = open.collection();
    if (collection.body().isEmpty()) {
      return changes;
    }
    JsonSchema body = collection.body().get();
    for (Map.Entry<String, JsonSchema> property : body.properties().entrySet()) {
      String name = property.getKey();
      for (Object value : choices(property.getValue())) {
        changes.add(new JsonObject().put(name, value));
      }
      if (!body.required().contains(name)) {
        changes.add(new JsonObject().putNull(name));
      }
    }
    if (parents > 0) {
      collection
          .references()
          .forEach(
              (name, target) ->
                  site.collection(target)
                      .filter(parent -> !parent.path().equals(collection.path()))
                      .flatMap(
                          parent ->
                              DeclaredAccess.reading(parent)
                                  .flatMap(reading -> fresh(parent, reading, parents - 1)))
                      .ifPresent(
                          parent -> changes.add(new JsonObject().put(name, parent.jsonId()))));
    }
    return changes.stream().filter(each -> isForbidden(operation, open.with(each))).toList();
  }

  private static Set<Object> choices(JsonSchema schema) {
    Set<Object> choices = new LinkedHashSet<>();
    if (schema.allows("boolean") && !schema.types().isEmpty()) {
      choices.add(true);
      choices.add(false);
    }
    for (Object value : schema.allowedValues()) {
      if (value != null) {
        choices.add(value);
      }
    }
    return choices;
  }

  /// The request target of a row below a parent, with a parent of the caller in place of the row's;
  /// empty if rows have no parent in their path.
  public Optional<String> belowOwnParent(AuditRow row, DescribedOperation operation) {
    if (row.pathValues().isEmpty() || caller.token() == null || !operation.path().contains("{")) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>(site.pathValues(operation, caller));
    List<DescribedOperation.Parameter> all =
        operation.parameters(DescribedOperation.Parameter.Location.PATH);
    all.stream()
        .max(Comparator.comparingInt(each -> operation.path().indexOf("{" + each.name() + "}")))
        .ifPresent(last -> values.put(last.name(), row.id()));
    String target = site.target(operation, values);
    return Optional.of(target).filter(each -> !each.equals(row.target(operation)));
  }

  /// A request of the caller: as it is, and in the team of the row's owner if it names a team.
  public List<ClientRequest> calls(AuditRow row, ClientRequest call) {
    ClientRequest inTeam = site.inTeamOf(row.owner(), call);
    return inTeam.equals(call) ? List.of(call) : List.of(call, inTeam);
  }
}
