package dev.freehold.audit.site;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.audit.site.LiveSite.PathTemplateExpander;
import dev.freehold.audit.site.RowKeyFinder.Identified;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rows of a user that the audit did not create: the account of the user, and rows that the server
/// made, such as a wallet or a cart.
final class ExistingRows {
  private final AuditClient sender;
  private final PathTemplateExpander targets;
  private final AuthenticationFlow accounts;
  private final RowKeyFinder identity;
  private final List<AuditUser> users;
  private final Map<String, Optional<JsonObject>> listed = new HashMap<>();

  /// @param users user A and user B
  ExistingRows(
      AuditClient sender,
      PathTemplateExpander targets,
      AuthenticationFlow accounts,
      List<AuditUser> users) {
    this.sender = sender;
    this.targets = targets;
    this.accounts = accounts;
    this.users = users;
    this.identity = new RowKeyFinder(sender, targets);
  }

  RowKeyFinder identity() {
    return identity;
  }

  /// A row that belongs to this user only.
  Optional<Identified> own(
      ResourceCollection collection, AuditUser user, Map<String, String> pathValues) {
    return collection.isOfPeople()
        ? account(collection, user)
        : listedOnlyFor(collection, user, pathValues);
  }

  /// A row that the user's list shows, no matter who owns it, as the server shows it: what another row can
  /// refer to. People are none: they are not the audit's to name.
  Optional<JsonObject> anyListed(
      ResourceCollection collection, AuditUser user, Map<String, String> pathValues) {
    if (collection.list().isEmpty() || collection.isOfPeople()) {
      return Optional.empty();
    }
    return listed.computeIfAbsent(
        collection.path() + " " + pathValues + " as " + user.label(),
        _ -> rows(collection, user, pathValues).stream().findFirst());
  }

  private List<JsonObject> rows(
      ResourceCollection collection, AuditUser user, Map<String, String> pathValues) {
    String target = targets.of(collection.list().orElseThrow(), pathValues);
    AuditExchange exchange = sender.send(user, ClientRequest.get(target));
    return exchange.isSuccess() ? EnvelopeReader.rows(exchange.answer()) : List.of();
  }

  private Optional<Identified> listedOnlyFor(
      ResourceCollection collection, AuditUser user, Map<String, String> pathValues) {
    if (collection.list().isEmpty()) {
      return Optional.empty();
    }
    List<JsonObject> own = rows(collection, user, pathValues);
    List<JsonObject> ofOthers = new ArrayList<>();
    for (AuditUser other : users) {
      if (!other.equals(user)) {
        ofOthers.addAll(rows(collection, other, pathValues));
      }
    }
    Set<String> seenByOthers =
        Set.copyOf(ofOthers.stream().flatMap(row -> collection.key().of(row).stream()).toList());
    return own.stream()
        .filter(
            row -> collection.key().of(row).filter(id -> !seenByOthers.contains(id)).isPresent())
        .findFirst()
        .flatMap(row -> identity.shown(collection, user, row, pathValues));
  }

  /// The account of the user, if it can be told: by what the server says of the user, or by its row
  /// in a list of people.
  private Optional<Identified> account(ResourceCollection collection, AuditUser user) {
    if (user.token() == null
        || collection.itemPath().isEmpty()
        || collection.path().contains("{")) {
      return Optional.empty();
    }
    for (JsonObject known : said(collection, user)) {
      for (String name : collection.key().properties(known)) {
        Identified found = new Identified(known.getValue(name).toString(), name, known);
        if (isReadable(collection, user, found.id())) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  /// What is known about the user, as objects of which one has the id.
  private List<JsonObject> said(ResourceCollection collection, AuditUser user) {
    List<JsonObject> said = new ArrayList<>();
    accounts
        .me()
        .map(me -> sender.send(user, ClientRequest.get(targets.of(me, Map.of()))))
        .filter(AuditExchange::isSuccess)
        .flatMap(exchange -> EnvelopeReader.row(exchange.answer()))
        .ifPresent(said::add);
    String email = user.email();
    if (email != null && collection.list().isPresent()) {
      rows(collection, user, Map.of()).stream()
          .filter(
              row -> row.fieldNames().stream().anyMatch(name -> email.equals(row.getValue(name))))
          .forEach(said::add);
    }
    JsonObject named = new JsonObject();
    if (user.id() != null) {
      named.put("id", user.id());
    }
    if (email != null) {
      named.put("username", email.replaceFirst("@.*", "").replaceAll("[^a-z0-9]", ""));
      said.add(new JsonObject().put("username", email));
    }
    said.add(named);
    return said;
  }

  /// Whether the user can read the account with this id, and it is the user's own.
  private boolean isReadable(ResourceCollection collection, AuditUser user, String id) {
    if (collection.read().isEmpty()) {
      return true;
    }
    String target =
        targets.of(collection.itemPath().orElseThrow(), Map.of(collection.idParameter(), id));
    AuditExchange exchange = sender.send(user, ClientRequest.get(target));
    return exchange.isSuccess()
        && Stream.of(user.email(), user.id(), id)
            .filter(Objects::nonNull)
            .anyMatch(text -> exchange.answer().text().contains(text));
  }
}
