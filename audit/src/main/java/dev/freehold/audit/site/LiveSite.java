package dev.freehold.audit.site;

import dev.freehold.audit.AccountPlace;
import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.HeldBackOperation;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.RawHttpClient.RawResponse;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.ApiDescription.OperationMatcher;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The audited server, over HTTP.
public final class LiveSite implements Site {
  private final ApiDescription description;
  private final List<HeldBackOperation> heldBack;
  private final OperationMatcher routes;
  private final List<ResourceCollection> collections;
  private final AuthenticationFlow accounts;
  private final AuditClient sender;
  private final PathTemplateExpander targets;
  private final AccountNames names;
  private final AuditRowFactory rows;
  private final UserTeams teams;
  private final EnvelopeWriter envelopes;
  private final Map<String, Object> facts = new HashMap<>();
  private final AuditUser a;
  private final AuditUser b;
  private final boolean safe;

  public LiveSite(
      ApiDescription description,
      AuthenticationFlow accounts,
      AuditClient sender,
      AuditUser a,
      AuditUser b,
      boolean safe) {
    this.description = description;
    this.accounts = accounts;
    this.sender = sender;
    this.a = a;
    this.b = b;
    this.safe = safe;
    this.heldBack = HeldBackOperation.of(description, accounts);
    this.routes = new OperationMatcher(description);
    this.targets = new PathTemplateExpander(description);
    this.collections = CollectionDiscovery.collections(description, accounts);
    this.envelopes = new EnvelopeWriter(description);
    this.names = new AccountNames(description, sender, targets, accounts);
    this.rows =
        new AuditRowFactory(
            sender,
            collections,
            targets,
            new NamedPerson(accounts, names),
            names,
            new ExistingRows(sender, targets, accounts, List.of(a, b)),
            safe);
    this.teams = new UserTeams(description, rows, a);
    sender.useTeams(teams);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T once(String name, Supplier<T> fact) {
    Object known = facts.get(name);
    if (known == null) {
      known = fact.get();
      facts.put(name, known);
    }
    return (T) known;
  }

  @Override
  public List<AuditRow> createdRows() {
    return rows.rows();
  }

  @Override
  public ClientRequest inTeamOf(AuditUser user, ClientRequest call) {
    return teams.in(user, call);
  }

  /// The reasons why rows could not be created, by collection and user.
  public Map<String, String> refusals() {
    return rows.refusals();
  }

  @Override
  public String base() {
    return sender.base();
  }

  @Override
  public ApiDescription description() {
    return description;
  }

  @Override
  public List<ResourceCollection> collections() {
    return collections;
  }

  @Override
  public Optional<ResourceCollection> collection(String name) {
    return rows.collection(name);
  }

  @Override
  public AuthenticationFlow authentication() {
    return accounts;
  }

  @Override
  public AuditUser userA() {
    return sender.current(a);
  }

  @Override
  public AuditUser userB() {
    return sender.current(b);
  }

  @Override
  public List<HeldBackOperation> heldBack() {
    return heldBack;
  }

  private void requireAllowed(AuditUser user, ClientRequest call) {
    routes
        .operation(call.method(), call.target())
        .flatMap(
            operation ->
                heldBack.stream().filter(each -> each.operation().equals(operation)).findFirst())
        .filter(each -> !each.mayBeCalledBy(user, List.of(userA(), userB())))
        .ifPresent(
            each -> {
              throw new HeldBackException(each);
            });
  }

  /// Sends later requests of a user with other credentials, and lets it create rows again where
  /// that was refused for want of a session.
  public void renew(AuditUser user, AuditUser fresh) {
    sender.renew(user, fresh);
    rows.forgetRefusals(user);
  }

  /// Forgets the rows that probes share and their owner can no longer read, so that the next probe
  /// gets new ones.
  ///
  /// @param suspicious selects the rows to look at
  /// @return the forgotten rows
  public List<AuditRow> forgetLostRows(Predicate<AuditRow> suspicious) {
    return rows.forgetLost(suspicious);
  }

  @Override
  public boolean isSafe() {
    return safe;
  }

  @Override
  public AuditExchange send(AuditUser user, ClientRequest call) {
    requireAllowed(user, call);
    return sender.send(user, envelopes.in(call));
  }

  @Override
  public AuditExchange sendWithoutRetry(AuditUser user, ClientRequest call) {
    requireAllowed(user, call);
    return sender.sendWithoutRetry(user, envelopes.in(call));
  }

  @Override
  public RawResponse sendRaw(String request) {
    return sender.raw(request);
  }

  @Override
  public String target(DescribedOperation operation, Map<String, String> pathValues) {
    return targets.of(operation, pathValues);
  }

  @Override
  public Map<String, String> pathValues(DescribedOperation operation, AuditUser user) {
    return rows.pathValues(operation, user);
  }

  @Override
  public Map<String, String> freshPathValues(DescribedOperation operation, AuditUser user) {
    return rows.pathValues(operation, user, true);
  }

  @Override
  public Optional<JsonObject> sampleBody(
      DescribedOperation operation, AuditUser user, boolean full) {
    return rows.sample(operation, user, full);
  }

  @Override
  public String sampleValue(Parameter parameter, AuditUser user) {
    String description = parameter.schema().text("description").orElse("");
    return parameter
        .example()
        .or(
            () ->
                AccountPlace.is(parameter.name(), parameter.schema(), description)
                    ? names.values(user, parameter.name(), parameter.schema(), description).stream()
                        .findFirst()
                        .map(Object::toString)
                    : Optional.empty())
        .or(
            () ->
                new SchemaSampleGenerator(RandomIdentifiers.marker(), false)
                    .withExamples()
                    .value(parameter.name(), parameter.schema())
                    .map(String::valueOf))
        .orElse("1");
  }

  @Override
  public Set<String> namesOf(AuditUser user) {
    return names.all(user);
  }

  @Override
  public JsonObject accountOf(AuditUser user) {
    return names.account(user).copy();
  }

  @Override
  public Optional<JsonObject> sampleBody(
      ResourceCollection collection, AuditUser user, boolean full) {
    if (full) {
      // An existing row shows which properties a body of this user must not have.
      rows.anyRow(collection, user);
    }
    return rows.sample(collection, user, full, RandomIdentifiers.marker());
  }

  @Override
  public Optional<AuditRow> createRow(ResourceCollection collection, AuditUser user) {
    return createRow(collection, user, new JsonObject());
  }

  @Override
  public Optional<AuditRow> createRow(
      ResourceCollection collection, AuditUser user, JsonObject changes) {
    return rows.createRow(collection, user, changes);
  }

  @Override
  public Optional<AuditRow> anyRow(ResourceCollection collection, AuditUser user) {
    return rows.anyRow(collection, user);
  }

  @Override
  public Optional<AuditRow> trackCreatedRow(ResourceCollection collection, AuditExchange exchange) {
    return rows.trackCreatedRows(
        collection,
        exchange,
        sent(collection, exchange),
        "",
        collection
            .create()
            .map(create -> targets.valuesIn(create.path(), exchange.call().target()))
            .orElse(Map.of()));
  }

  private static JsonObject sent(ResourceCollection collection, AuditExchange exchange) {
    try {
      JsonObject body = new JsonObject(exchange.call().bodyText());
      return collection
          .create()
          .flatMap(BodyEnvelope::of)
          .map(each -> each.unwrap(body))
          .orElse(body);
    } catch (DecodeException | ClassCastException _) {
      return new JsonObject();
    }
  }

  /// Builds request targets from path templates.
  static final class PathTemplateExpander {
    private final String base;

    PathTemplateExpander(ApiDescription description) {
      this.base = description.base();
    }

    String of(DescribedOperation operation, Map<String, String> values) {
      return of(operation.path(), values);
    }

    /// @throws IllegalArgumentException if a parameter has no value
    String of(String template, Map<String, String> values) {
      StringBuilder target = new StringBuilder(base);
      int at = 0;
      for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
        int close = template.indexOf('}', open);
        if (close < 0) {
          break;
        }
        String value = values.get(template.substring(open + 1, close));
        if (value == null) {
          throw new IllegalArgumentException("no value for a parameter of " + template);
        }
        target.append(template, at, open).append(ClientRequest.encode(value));
        at = close + 1;
      }
      return target.append(template.substring(at)).toString();
    }

    /// The values of the parameters in a request target; empty if it does not fit the template.
    Map<String, String> valuesIn(String template, String target) {
      List<String> names = parameters(template);
      String path = target.replaceFirst("[?#].*", "");
      String pattern =
          Pattern.compile("\\{[^}]*\\}")
              .splitAsStream(base + template)
              .map(Pattern::quote)
              .collect(Collectors.joining("([^/]+)"));
      Matcher values =
          Pattern.compile(template.endsWith("}") ? pattern + "([^/]+)" : pattern).matcher(path);
      Map<String, String> found = new LinkedHashMap<>();
      if (values.matches() && values.groupCount() == names.size()) {
        for (int i = 0; i < names.size(); i++) {
          String encoded = values.group(i + 1).replace("+", "%2B");
          found.put(names.get(i), URLDecoder.decode(encoded, StandardCharsets.UTF_8));
        }
      }
      return found;
    }

    /// The values for the parameters of another template with the same beginning, whose names may
    /// differ.
    static Map<String, String> renamed(
        Map<String, String> values, String template, String otherTemplate) {
      List<String> names = parameters(template);
      List<String> others = parameters(otherTemplate);
      Map<String, String> all = new LinkedHashMap<>(values);
      for (int i = 0; i < Math.min(names.size(), others.size()); i++) {
        String value = values.get(names.get(i));
        if (value != null) {
          all.putIfAbsent(others.get(i), value);
        }
      }
      return all;
    }

    private static List<String> parameters(String template) {
      return Pattern.compile("\\{([^}]*)\\}")
          .matcher(template)
          .results()
          .map(each -> each.group(1))
          .toList();
    }
  }
}
