package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowUse;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.RowSnapshot;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// BOLA: operations that change an account, called by one further user for the account of another:
/// `PUT /users/{username}/password`, `PATCH /users/{id}`, `DELETE /users/{id}`. The other user reads the
/// account and logs in before and after. Users A and B stay out of it: a server that ignores the path
/// would change the account of the caller.
public final class AccountChangeProbe extends AbstractProbe {
  private static final String REMEDY =
      "Take the account from the token, or compare the account in the path with it before any"
          + " change.";

  public AccountChangeProbe() {
    super(
        "access.account-foreign",
        "nobody can change or delete the account of another user",
        false,
        ChecklistItem.ISOLATION,
        ChecklistItem.PROTECTED);
  }

  /// A change of an account by the id in the path.
  private record Change(
      ResourceCollection people, DescribedOperation operation, String parameter) {}

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    List<Change> changes = changes(site);
    Optional<AuditUser> attacker =
        changes.isEmpty() ? Optional.empty() : site.authentication().signUpAnother();
    Optional<AuditUser> victim = Optional.empty();
    for (Change change : attacker.isEmpty() ? List.<Change>of() : changes) {
      // A victim that was not harmed serves for the next operation.
      victim = victim.or(() -> site.authentication().signUpAnother());
      if (victim.isEmpty()) {
        break;
      }
      if (attack(site, change, attacker.get(), victim.get(), findings)) {
        victim = Optional.empty();
      }
    }
    return findings.verdict("no operation changes an account, or no further users could sign up");
  }

  private static List<Change> changes(Site site) {
    List<Change> changes = new ArrayList<>();
    for (ResourceCollection people : site.collections()) {
      if (!people.isOfPeople() || people.itemPath().isEmpty()) {
        continue;
      }
      people.itemOperations().stream()
          .filter(each -> !each.method().equals("GET"))
          .forEach(each -> changes.add(new Change(people, each, people.idParameter())));
      people.uses().stream()
          .filter(use -> !use.isRead() && use.place() == RowUse.Place.PATH)
          .forEach(use -> changes.add(new Change(people, use.operation(), use.name())));
    }
    changes.removeIf(each -> each.operation().parameters(Parameter.Location.PATH).size() != 1);
    changes.sort(Comparator.comparing(each -> each.operation().method().equals("DELETE")));
    return changes;
  }

  /// Returns whether the account was harmed.
  private static boolean attack(
      Site site, Change change, AuditUser attacker, AuditUser victim, FindingCollector findings) {
    Optional<AuditRow> account = site.anyRow(change.people(), victim);
    if (account.isEmpty()) {
      return false;
    }
    RowSnapshot snapshot = RowSnapshot.of(site, account.get());
    boolean couldLogIn = isIn(site, victim.email(), victim.password());
    if (!snapshot.isReadable() && !couldLogIn) {
      return false;
    }
    String password =
        "Q7-" + NonexistentValue.randomWord() + "-" + NonexistentValue.randomWord() + "!x";
    AuditExchange exchange = site.send(attacker, call(site, change, account.get(), password));
    Optional<String> harm =
        snapshot
            .damage()
            .or(
                () ->
                    couldLogIn && isIn(site, victim.email(), password)
                        ? Optional.of(
                            "the account can be used with the password that the caller set")
                        : Optional.empty());
    boolean isOut =
        harm.isEmpty()
            && exchange.isSuccess()
            && (snapshot.isLost()
                || (couldLogIn && !isIn(site, victim.email(), victim.password())));
    if (isOut) {
      harm = Optional.of("its user can no longer log in or read it");
    }
    if (harm.isEmpty()) {
      findings.countCheck();
      return false;
    }
    findings.addFinding(
        Severity.CRITICAL,
        change.operation().method().equals("DELETE")
            ? "Broken object level authorization: the account of another user can be deleted"
            : "Broken object level authorization: the account of another user can be changed",
        change.operation(),
        exchange.status() + " for another user: " + harm.get(),
        exchange,
        Weakness.BROKEN_OBJECT_AUTHORIZATION,
        REMEDY);
    return true;
  }

  private static boolean isIn(Site site, @Nullable String email, @Nullable String password) {
    if (email == null || password == null) {
      return false;
    }
    return site.authentication()
        .loginCall(email, password)
        .map(call -> site.send(site.anonymous(), call))
        .filter(AuditExchange::isSuccess)
        .flatMap(exchange -> site.authentication().accessToken(exchange.answer()))
        .isPresent();
  }

  private static ClientRequest call(Site site, Change change, AuditRow account, String password) {
    DescribedOperation operation = change.operation();
    Map<String, String> path = new HashMap<>(account.pathValues());
    path.put(change.parameter(), account.id());
    ClientRequest call = ClientRequest.of(operation.method(), site.target(operation, path));
    if (operation.body().isEmpty()) {
      return call;
    }
    JsonObject body =
        BodyEnvelope.rowSchema(operation)
            .flatMap(
                schema ->
                    new SchemaSampleGenerator(NonexistentValue.randomWord(), true).object(schema))
            .orElseGet(JsonObject::new);
    if (body.isEmpty()) {
      body.put("password", password);
    }
    for (String name : List.copyOf(body.fieldNames())) {
      if (name.toLowerCase(Locale.ROOT).contains("password")) {
        body.put(name, password);
      }
    }
    return call.json(body);
  }
}
