package dev.freehold.audit.token;

import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.audit.Site;
import dev.freehold.call.Call;
import dev.freehold.call.Header;
import dev.freehold.description.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `GET` that a good token opens and no token does not: what is let through it is believed.
final class Door {
  private final Site site;
  private final Object operation;
  private final Call call;

  private Door(Site site, Object operation, Call call) {
    this.site = site;
    this.operation = operation;
    this.call = call;
  }

  /// Empty where the server has none.
  static Optional<Door> of(Site site) {
    List<Door> candidates = new ArrayList<>();
    // What everybody may call for themselves comes first, so that other people can try it too.
    for (Operation operation : site.description().operations()) {
      if (operation.method().equals("GET") && !operation.path().contains("{")) {
        candidates.add(new Door(site, operation, Call.get(site.target(operation, Map.of()))));
      }
    }
    for (Collection collection : site.collections()) {
      Optional<Row> row =
          collection.read().isPresent() ? site.any(collection, site.a()) : Optional.empty();
      row.flatMap(Row::target)
          .ifPresent(t -> candidates.add(new Door(site, collection.read().get(), Call.get(t))));
    }
    return site.accounts()
        .me()
        .map(me -> new Door(site, me, Call.get(site.target(me, Map.of()))))
        .filter(Door::isDoor)
        .or(() -> candidates.stream().filter(Door::isDoor).findFirst());
  }

  private boolean isDoor() {
    return site.send(site.a(), call).answer().isSuccess() && !opens(site.send(site.nobody(), call));
  }

  static boolean opens(Exchange exchange) {
    return exchange.answer().isSuccess();
  }

  Object operation() {
    return operation;
  }

  /// Without a token.
  Call call() {
    return call;
  }

  Exchange knock() {
    return knock(call);
  }

  /// As nobody: with what the call has and nothing else.
  Exchange knock(Call other) {
    return site.send(site.nobody(), other);
  }

  Exchange knock(Person person) {
    return site.send(person, call);
  }

  /// With this token as a bearer.
  Exchange knock(String token) {
    return knock(call.header("Authorization", "Bearer " + token));
  }

  /// With a header of a person's own token, of which reports show the variable.
  ///
  /// @param form such as `Basic %s`
  Exchange knock(Person person, String form) {
    return knock(call.header(header(person, form)));
  }

  static Header header(Person person, String form) {
    return new Header(
        "Authorization", form.formatted(person.bearer()), form.formatted(person.variable()));
  }
}
