package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.Site;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads an account by every `GET` that may show it: the own profile, lists of users, one user by
/// id or name.
final class AccountReader {
  private static final Pattern OWN =
      Pattern.compile(
          "(?i).*/(me|whoami|self|profile|my-?_?(profile|account)|user|account"
              + "|current-?_?user)/?");
  private static final Pattern PEOPLE =
      Pattern.compile(
          "(?i).*/(users?|accounts?|people|persons?|members?|customers?|profiles?)(/.*)?");
  private static final int MAX_CALLS = 12;
  private static final int SHORTEST_NAME = 5;

  private final Site site;
  private final AuditUser account;
  private final Set<String> names = new LinkedHashSet<>();

  /// An account of which nothing is known but its address and id.
  AccountReader(Site site, AuditUser account) {
    this.site = site;
    this.account = account;
    if (account.id() != null) {
      names.add(account.id());
    }
    if (account.email() != null) {
      String local = account.email().replaceFirst("@.*", "");
      names.addAll(List.of(account.email(), local, local.replaceAll("[^a-z0-9]", "")));
    }
  }

  /// @param account the account, which reads itself
  /// @param signUp the request that made it. Its texts name the account, unless the sign-up of another
  ///     account has the same text: a country or a role would name other accounts too.
  AccountReader(Site site, AuditUser account, ClientRequest signUp) {
    this(site, account);
    Set<String> own = texts(signUp);
    site.authentication()
        .signupCall(NonexistentValue.randomWord() + "@example.com", NonexistentValue.randomWord())
        .ifPresent(other -> own.removeAll(texts(other)));
    names.addAll(own);
  }

  private static Set<String> texts(ClientRequest signUp) {
    Set<String> texts = new LinkedHashSet<>();
    if (signUp.bodyText().startsWith("{")) {
      addTexts(new JsonObject(signUp.bodyText()), texts);
    }
    return texts;
  }

  private static void addTexts(JsonObject object, Set<String> into) {
    for (String name : object.fieldNames()) {
      Object value = object.getValue(name);
      if (value instanceof JsonObject inner) {
        addTexts(inner, into);
      } else if (value instanceof String text
          && text.length() >= SHORTEST_NAME
          && !name.toLowerCase(Locale.ROOT).contains("pass")) {
        into.add(text);
      }
    }
  }

  /// Whether the path is that of the caller's own account.
  static boolean isOwn(DescribedOperation operation) {
    return OWN.matcher(operation.path()).matches() && !operation.path().contains("{");
  }

  /// Whether the path is that of one account of several.
  static boolean isOne(DescribedOperation operation) {
    return PEOPLE.matcher(operation.path()).matches()
        && operation.path().matches("[^{]*\\{[^{}/]+}/?");
  }

  /// The targets of an operation for this account: with its id or one of its names in the path.
  List<String> targets(DescribedOperation operation) {
    List<Parameter> inPath = operation.parameters(Parameter.Location.PATH);
    if (!operation.path().contains("{")) {
      return List.of(site.target(operation, Map.of()));
    }
    if (inPath.size() != 1) {
      return List.of();
    }
    return names.stream()
        .map(name -> site.target(operation, Map.of(inPath.getFirst().name(), name)))
        .toList();
  }

  /// The account in each response that shows it, the own profile first.
  List<JsonObject> read() {
    List<JsonObject> all = new ArrayList<>();
    int calls = 0;
    for (DescribedOperation operation : readers()) {
      for (String target : targets(operation)) {
        if (calls++ == MAX_CALLS) {
          return all;
        }
        AuditExchange exchange = site.send(account, ClientRequest.get(target));
        Optional<JsonObject> found = in(exchange, isOwn(operation));
        found.ifPresent(all::add);
        if (found.isPresent()) {
          break;
        }
      }
    }
    return all;
  }

  /// The account in a response.
  ///
  /// @param whole whether the response is about this account only
  Optional<JsonObject> in(AuditExchange exchange, boolean whole) {
    if (!exchange.isSuccess()) {
      return Optional.empty();
    }
    Object json = exchange.answer().json().orElse(null);
    return EnvelopeReader.objects(json)
        .filter(this::isNamed)
        .findFirst()
        .or(() -> whole ? EnvelopeReader.row(exchange.answer()) : Optional.empty());
  }

  private boolean isNamed(JsonObject object) {
    return object.stream()
        .anyMatch(
            entry ->
                (entry.getValue() instanceof String || entry.getValue() instanceof Number)
                    && names.contains(entry.getValue().toString()));
  }

  private List<DescribedOperation> readers() {
    Set<DescribedOperation> readers = new LinkedHashSet<>();
    site.authentication().me().ifPresent(readers::add);
    List<DescribedOperation> gets =
        site.description().operations().stream()
            .filter(each -> each.method().equals("GET") && site.mayCall(each, account))
            .toList();
    gets.stream().filter(AccountReader::isOwn).forEach(readers::add);
    gets.stream().filter(AccountReader::isOne).forEach(readers::add);
    gets.stream()
        .filter(each -> PEOPLE.matcher(each.path()).matches() && !each.path().contains("{"))
        .forEach(readers::add);
    return List.copyOf(readers);
  }
}
