package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowKey;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.JsonLeaf;
import dev.freehold.description.ApiDescription.OperationMatcher;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the email address of one user of the audit in a response to the other, or to an anonymous
/// client, who did not send it, and personal details of the account, such as a telephone number or a
/// balance, beside a name of the user where the document does not name them. Addresses of rows, such
/// as those of customers, are no accounts.
public final class PersonalDataProbe extends AbstractProbe implements PassiveProbe {
  private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,100}(?:@|%40)[\\w.-]{1,100}");
  private static final String REMEDY =
      "Show other users by a name that they chose. Return email addresses and telephone numbers"
          + " only to the account itself.";
  private static final Pattern PERSONAL =
      Pattern.compile(
          "number|credit|.*(phone|mobile|address|birth|dob|passport|socialsecurity|ssn|iban|salary"
              + "|income|balance|creditcard|cardnumber).*");
  private static final int LONGEST_NAME = 200;
  private static final int SHORTEST_NAME = 6;
  private static final int DEPTH = 6;
  private static final int MAX_SENT = 4_000;
  private static final int MAX_KEPT = 300;
  private static final int MAX_LENGTH = 256 << 10;

  private final FindingCollector findings = new FindingCollector(this);

  /// The addresses in requests, by the label of their sender.
  private final Map<String, Set<String>> sent = new LinkedHashMap<>();

  /// The first response with an address to each user from each path.
  private final Map<String, AuditExchange> shown = new LinkedHashMap<>();

  private int seen;

  public PersonalDataProbe() {
    super(
        "access.personal-data",
        "no response shows the email address of another user",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public synchronized void onExchange(AuditExchange exchange) {
    seen++;
    Set<String> ofSender = sent.computeIfAbsent(exchange.user().label(), _ -> new HashSet<>());
    // What a read names is not stored; its own answer may repeat it.
    if (!exchange.call().method().equals("GET")) {
      ofSender.addAll(addresses(exchange));
    }
    if (exchange.isSuccess()
        && exchange.call().method().equals("GET")
        && shown.size() < MAX_KEPT
        && exchange.answer().length() < MAX_LENGTH
        && exchange.answer().text().contains("@")) {
      shown.putIfAbsent(
          exchange.user().label() + " " + exchange.call().target().replaceFirst("\\?.*", ""),
          exchange);
    }
  }

  private static Set<String> addresses(AuditExchange exchange) {
    String text = exchange.call().target() + " " + exchange.call().bodyText();
    Matcher email = EMAIL.matcher(text.substring(0, Math.min(MAX_SENT, text.length())));
    Set<String> found = new HashSet<>();
    while (email.find()) {
      found.add(email.group().replace("%40", "@"));
    }
    return found;
  }

  @Override
  public ProbeVerdict run(Site site) {
    List<AuditExchange> reads = reads(site);
    synchronized (this) {
      return judge(site, reads);
    }
  }

  /// What user B reads in lists that have a row of user A.
  private static List<AuditExchange> reads(Site site) {
    List<AuditExchange> reads = new ArrayList<>();
    for (ResourceCollection collection : site.collections()) {
      if (collection.list().isPresent()) {
        site.anyRow(collection, site.userA())
            .map(row -> ListAttackQueries.whole(collection, row.listTarget()))
            .map(call -> site.send(site.userB(), call))
            .filter(AuditExchange::isSuccess)
            .ifPresent(reads::add);
      }
    }
    return reads;
  }

  private ProbeVerdict judge(Site site, List<AuditExchange> reads) {
    if (seen > 0) {
      findings.countCheck();
    }
    OperationMatcher routes = new OperationMatcher(site.description());
    reads.forEach(exchange -> details(site, routes, exchange));
    for (AuditUser person : List.of(site.userA(), site.userB())) {
      String email = person.email();
      if (email != null) {
        Stream.concat(reads.stream(), shown.values().stream())
            .filter(exchange -> !exchange.user().label().equals(person.label()))
            .filter(exchange -> !sentBy(exchange.user()).contains(email))
            .filter(exchange -> !addresses(exchange).contains(email))
            .filter(exchange -> !hasOtherCredentials(exchange))
            .filter(exchange -> shows(exchange, email))
            .forEach(exchange -> judge(routes, exchange, person));
      }
    }
    return findings.verdict("there were no responses");
  }

  private Set<String> sentBy(AuditUser user) {
    return sent.getOrDefault(user.label(), Set.of());
  }

  /// A probe of tokens sends the token of a user as an anonymous client.
  private static boolean hasOtherCredentials(AuditExchange exchange) {
    return exchange.user().token() == null
        && (exchange.call().target().contains("token")
            || exchange.call().headers().stream()
                .anyMatch(header -> header.name().matches("(?i)authorization|cookie|x-.*")));
  }

  private static boolean shows(AuditExchange exchange, String email) {
    return JsonLeaf.of(exchange.answer().json().orElse(null)).stream()
        .anyMatch(leaf -> leaf.text().equals(email));
  }

  /// Judges the details of user A in what user B reads.
  private void details(Site site, OperationMatcher routes, AuditExchange exchange) {
    JsonObject account = site.accountOf(site.userA());
    Set<String> personal = new LinkedHashSet<>();
    account.fieldNames().stream()
        .filter(name -> PERSONAL.matcher(RowKey.normal(name)).matches())
        .filter(name -> !name.toLowerCase(Locale.ROOT).contains("mail"))
        .forEach(personal::add);
    Optional<DescribedOperation> operation =
        routes.operation(exchange.call().method(), exchange.call().target());
    operation
        .flatMap(DescribedOperation::successSchema)
        .ifPresent(schema -> removeDocumented(schema, personal, DEPTH));
    Set<String> names = new HashSet<>(site.namesOf(site.userA()));
    names.removeIf(name -> name.length() < SHORTEST_NAME || name.length() > LONGEST_NAME);
    if (personal.isEmpty() || operation.isEmpty()) {
      return;
    }
    findings.countCheck();
    shownOf(exchange.answer().json().orElse(null), names, account, personal, DEPTH)
        .ifPresent(
            found ->
                findings.addFinding(
                    Severity.MEDIUM,
                    "Excessive data exposure: personal details of another user are shown",
                    operation.get(),
                    exchange.status()
                        + " for "
                        + exchange.user()
                        + " with the account's "
                        + String.join(", ", found)
                        + " of user A, which the document does not name",
                    exchange,
                    Weakness.EXCESSIVE_DATA_EXPOSURE,
                    REMEDY));
  }

  private static void removeDocumented(JsonSchema schema, Set<String> names, int depth) {
    if (depth > 0) {
      schema
          .properties()
          .forEach(
              (name, property) -> {
                names.remove(name);
                removeDocumented(property, names, depth - 1);
              });
      schema.items().ifPresent(items -> removeDocumented(items, names, depth - 1));
    }
  }

  /// The personal properties in the first object that names the user and has values of the account.
  private static Optional<List<String>> shownOf(
      @Nullable Object json,
      Set<String> names,
      JsonObject account,
      Set<String> personal,
      int depth) {
    if (depth == 0) {
      return Optional.empty();
    }
    Collection<Object> inside =
        switch (json) {
          case JsonArray array -> array.stream().toList();
          case JsonObject object -> object.stream().map(Map.Entry::getValue).toList();
          case null, default -> List.of();
        };
    if (json instanceof JsonObject object
        && inside.stream().anyMatch(value -> value != null && names.contains(value.toString()))) {
      List<String> found =
          personal.stream()
              .filter(name -> object.getValue(name) != null)
              .filter(name -> Objects.equals(object.getValue(name), account.getValue(name)))
              .toList();
      if (!found.isEmpty()) {
        return Optional.of(found);
      }
    }
    return inside.stream()
        .flatMap(each -> shownOf(each, names, account, personal, depth - 1).stream())
        .findFirst();
  }

  private void judge(OperationMatcher routes, AuditExchange exchange, AuditUser person) {
    Optional<DescribedOperation> operation =
        routes.operation(exchange.call().method(), exchange.call().target());
    if (operation.filter(DeclaredAccess::allowsEveryUser).isPresent()) {
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "Excessive data exposure: the email address of another user is shown",
        operation.map(Object::toString).orElse("other paths"),
        exchange.status() + " for " + exchange.user() + " with the address of " + person,
        exchange,
        Weakness.EXCESSIVE_DATA_EXPOSURE,
        REMEDY);
  }
}
