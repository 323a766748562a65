package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A place of a request that takes a value from the client, in a request that is otherwise valid.
/// It needs no row.
///
/// @param name of the parameter or property
/// @param schema of its value
/// @param original a usual value, such as the id of a row of user A
/// @param collection the collection in which a request may create a row
/// @param request makes the request for a value: a text, or any JSON in a property of a body
public record InjectionPoint(
    Site site,
    DescribedOperation operation,
    Place place,
    String name,
    JsonSchema schema,
    String original,
    Optional<ResourceCollection> collection,
    Function<Object, ClientRequest> request) {
  /// Where the value is.
  public enum Place {
    PATH,
    QUERY,
    HEADER,
    BODY
  }

  /// The points of all operations that a probe may call many times.
  public static List<InjectionPoint> all(Site site) {
    return site.description().operations().stream()
        .filter(operation -> OperationHazard.isHarmless(site, operation))
        .flatMap(operation -> of(site, operation).stream())
        .toList();
  }

  /// The points of one operation.
  public static List<InjectionPoint> of(Site site, DescribedOperation operation) {
    Map<String, String> path = site.pathValues(operation, site.userA());
    Optional<ResourceCollection> collection =
        site.collections().stream()
            .filter(each -> each.create().equals(Optional.of(operation)))
            .findFirst();
    Optional<JsonObject> json = json(site, operation, collection);
    Optional<JsonObject> form = json.isPresent() ? Optional.empty() : form(operation);
    List<InjectionPoint> all = new ArrayList<>();
    ClientRequest bodiless =
        withRequiredQuery(
            site, operation, ClientRequest.of(operation.method(), site.target(operation, path)));
    ClientRequest base = withBody(bodiless, json, form);
    for (Parameter each : operation.parameters()) {
      String sample =
          path.containsKey(each.name())
              ? path.get(each.name())
              : site.sampleValue(each, site.userA());
      Function<Object, ClientRequest> request =
          switch (each.in()) {
            case PATH ->
                value -> {
                  Map<String, String> other = new LinkedHashMap<>(path);
                  other.put(each.name(), value.toString());
                  return base.withTarget(site.target(operation, other) + query(base));
                };
            case QUERY -> value -> withQuery(base, each.name(), value.toString());
            case HEADER -> value -> base.header(each.name(), headerText(value.toString()));
            case COOKIE ->
                value ->
                    base.header(
                        "Cookie", each.name() + "=" + ClientRequest.encode(value.toString()));
          };
      Place place =
          switch (each.in()) {
            case PATH -> Place.PATH;
            case QUERY -> Place.QUERY;
            case HEADER, COOKIE -> Place.HEADER;
          };
      all.add(
          new InjectionPoint(
              site, operation, place, each.name(), each.schema(), sample, collection, request));
    }
    Map<String, JsonSchema> properties =
        BodyEnvelope.rowSchema(operation).map(JsonSchema::properties).orElse(Map.of());
    json.ifPresent(
        body ->
            inBody(
                body,
                properties,
                (inner, schema, value) ->
                    all.add(
                        new InjectionPoint(
                            site,
                            operation,
                            Place.BODY,
                            inner,
                            schema,
                            value,
                            collection,
                            text -> bodiless.json(with(body, inner, text))))));
    form.ifPresent(
        fields ->
            fields.forEach(
                field ->
                    all.add(
                        new InjectionPoint(
                            site,
                            operation,
                            Place.BODY,
                            field.getKey(),
                            JsonSchema.of(new JsonObject().put("type", "string")),
                            field.getValue().toString(),
                            collection,
                            text ->
                                form(
                                    bodiless,
                                    fields.copy().put(field.getKey(), text.toString()))))));
    return all;
  }

  /// Receives the texts of a body: the name, with the name of the object around it before a dot.
  private interface TextReceiver {
    void accept(String name, JsonSchema schema, String value);
  }

  private static void inBody(
      JsonObject body, Map<String, JsonSchema> schemas, TextReceiver receiver) {
    JsonSchema any = JsonSchema.of(new JsonObject());
    for (String name : body.fieldNames()) {
      JsonSchema schema = schemas.getOrDefault(name, any);
      if (body.getValue(name) instanceof JsonObject inner) {
        for (String each : inner.fieldNames()) {
          if (inner.getValue(each) instanceof String text) {
            receiver.accept(name + "." + each, schema.properties().getOrDefault(each, any), text);
          }
        }
      } else if (body.getValue(name) instanceof String text) {
        receiver.accept(name, schema, text);
      }
    }
  }

  private static JsonObject with(JsonObject body, String name, Object text) {
    JsonObject copy = body.copy();
    int dot = name.indexOf('.');
    if (dot > 0 && copy.getValue(name.substring(0, dot)) instanceof JsonObject inner) {
      inner.put(name.substring(dot + 1), text);
    } else {
      copy.put(name, text);
    }
    return copy;
  }

  private static Optional<JsonObject> json(
      Site site, DescribedOperation operation, Optional<ResourceCollection> collection) {
    return collection
        .flatMap(each -> site.sampleBody(each, site.userA(), true))
        .or(() -> site.sampleBody(operation, site.userA(), true));
  }

  private static Optional<JsonObject> form(DescribedOperation operation) {
    return operation
        .body()
        .flatMap(body -> body.content().formSchema())
        .flatMap(
            schema ->
                new SchemaSampleGenerator(NonexistentValue.randomWord(), true).object(schema));
  }

  private static ClientRequest withBody(
      ClientRequest call, Optional<JsonObject> json, Optional<JsonObject> form) {
    return json.isPresent()
        ? call.json(json.get())
        : form.map(fields -> form(call, fields)).orElse(call);
  }

  private static ClientRequest form(ClientRequest call, JsonObject fields) {
    String text =
        fields.stream()
            .map(
                each ->
                    ClientRequest.encode(each.getKey())
                        + "="
                        + ClientRequest.encode(String.valueOf(each.getValue())))
            .collect(Collectors.joining("&"));
    return call.body("application/x-www-form-urlencoded", text);
  }

  private static ClientRequest withRequiredQuery(
      Site site, DescribedOperation operation, ClientRequest call) {
    ClientRequest all = call;
    for (Parameter each : operation.parameters(Parameter.Location.QUERY)) {
      if (each.required()) {
        all = all.query(each.name(), site.sampleValue(each, site.userA()));
      }
    }
    return all;
  }

  private static String query(ClientRequest call) {
    int start = call.target().indexOf('?');
    return start < 0 ? "" : call.target().substring(start);
  }

  /// The request with one value for the parameter, in place of that which it has.
  private static ClientRequest withQuery(ClientRequest call, String name, String value) {
    int start = call.target().indexOf('?');
    if (start < 0) {
      return call.query(name, value);
    }
    String prefix = ClientRequest.encode(name) + "=";
    ClientRequest rest = call.withTarget(call.target().substring(0, start));
    for (String pair : call.target().substring(start + 1).split("&", -1)) {
      if (!pair.startsWith(prefix)) {
        boolean isFirst = rest.target().indexOf('?') < 0;
        rest = rest.withTarget(rest.target() + (isFirst ? "?" : "&") + pair);
      }
    }
    return rest.query(name, value);
  }

  /// A header value has no line breaks.
  private static String headerText(String value) {
    return value.replaceAll("[\\r\\n]+", " ");
  }

  /// Whether the schema leaves open what a text says: it is no date, id or one of several words.
  public boolean isFreeText() {
    boolean isText = schema.types().isEmpty() || schema.types().contains("string");
    String format = schema.text("format").orElse("");
    return isText
        && schema.allowedValues().isEmpty()
        && !format.matches("uuid|date|date-time|time|duration|int32|int64|decimal|binary|byte");
  }

  /// Sends a value as user A, and registers a row that it creates.
  public AuditExchange send(Object value) {
    AuditExchange exchange = site.send(site.userA(), request.apply(value));
    collection.ifPresent(each -> site.trackCreatedRow(each, exchange));
    return exchange;
  }

  /// Such as `the query parameter q`.
  @Override
  public String toString() {
    return switch (place) {
      case PATH -> "the path parameter " + name;
      case QUERY -> "the query parameter " + name;
      case HEADER -> "the header " + name;
      case BODY -> "the property " + name;
    };
  }
}
