package dev.freehold.description;

import dev.freehold.description.ApiDescription.SecurityScheme;
import dev.freehold.description.DescribedOperation.Content;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.DescribedOperation.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads an OpenAPI 3 document, or one of Swagger 2.0.
public final class OpenApiDescriptionReader {
  /// The maximum size of a description in bytes.
  public static final int MAX_BYTES = 8 << 20;

  private static final String FULL_DOCUMENT = "x-full-document";
  private static final int MAX_OPERATIONS = 5_000;
  private static final List<String> METHODS =
      List.of("get", "post", "put", "patch", "delete", "head", "options", "trace");

  private static final Pattern VERSION = Pattern.compile("3\\.[012](\\..*)?");

  private final JsonObject root;
  private final JsonReferenceResolver references;

  private OpenApiDescriptionReader(JsonObject root, JsonReferenceResolver references) {
    this.root = root;
    this.references = references;
  }

  /// Reads JSON or YAML.
  ///
  /// @throws InvalidDescriptionException if the document cannot be used
  public static ApiDescription read(byte[] bytes) {
    return read(new JsonOrYamlReader().tree(bytes));
  }

  /// @throws InvalidDescriptionException as above
  public static ApiDescription read(JsonObject root) {
    if (root.containsKey("swagger")) {
      String swagger = JsonOrYamlReader.plain(text(root, "swagger"));
      if (!swagger.equals("2.0")) {
        throw new InvalidDescriptionException(
            "its version, Swagger " + swagger + ", is not known; 2.0 is read");
      }
      return read(SwaggerConverter.convert(root));
    }
    // A version without quotes is a number in YAML: openapi: 3.1
    String version = text(root, "openapi");
    if (version.isEmpty()) {
      throw new InvalidDescriptionException(
          "it is not an OpenAPI 3 description: 'openapi: 3.x' is missing");
    }
    if (!VERSION.matcher(version).matches()) {
      throw new InvalidDescriptionException(
          "its version, OpenAPI "
              + JsonOrYamlReader.plain(version)
              + ", is not known; those from 3.0 to 3.2 are read");
    }
    JsonReferenceResolver references = new JsonReferenceResolver(root);
    if (!root.containsKey("paths") && root.getValue("webhooks") instanceof JsonObject) {
      throw new InvalidDescriptionException(
          "it describes webhooks only, which the API calls: 'paths' is missing");
    }
    if (!(root.getValue("paths") instanceof JsonObject paths)) {
      throw new InvalidDescriptionException("it describes no operation: 'paths' is missing");
    }
    return new OpenApiDescriptionReader(root, references)
        .description(version, references.resolve(paths));
  }

  private ApiDescription description(String version, JsonObject paths) {
    List<DescribedOperation> operations = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String path : paths.fieldNames()) {
      if (path.startsWith("/")) {
        JsonObject item = references.resolve(paths.getValue(path));
        if (item.isEmpty() && paths.getValue(path) instanceof JsonObject written) {
          others.add(path + (written.containsKey("$ref") ? ", whose $ref leads nowhere" : ""));
        }
        addPath(path, item, operations);
        addOthers(path, item, others);
      } else if (!path.startsWith("x-")) {
        others.add(path + ", a path without a leading slash");
      }
    }
    if (root.getValue("webhooks") instanceof JsonObject webhooks) {
      webhooks.fieldNames().forEach(name -> others.add("webhook " + name));
    }
    root.fieldNames().stream()
        .filter(name -> name.startsWith("x-") && !name.equals(DescriptionFileReader.FILES))
        .forEach(others::add);
    JsonObject info = references.resolve(root.getValue("info"));
    return new ApiDescription(
        text(info, "title"),
        text(info, "version"),
        version,
        base(),
        Optional.of(text(root, FULL_DOCUMENT)).filter(address -> !address.isEmpty()),
        List.copyOf(operations),
        securitySchemes(),
        List.copyOf(others));
  }

  private Map<String, SecurityScheme> securitySchemes() {
    Map<String, SecurityScheme> schemes = new LinkedHashMap<>();
    JsonObject components = references.resolve(root.getValue("components"));
    JsonObject written = references.resolve(components.getValue("securitySchemes"));
    for (String name : written.fieldNames()) {
      JsonObject scheme = references.resolve(written.getValue(name));
      schemes.put(
          name,
          new SecurityScheme(
              text(scheme, "type"),
              text(scheme, "in"),
              text(scheme, "name"),
              text(scheme, "scheme"),
              text(scheme, "description")));
    }
    return Collections.unmodifiableMap(schemes);
  }

  /// The operations of OpenAPI 3.2 with a method of their own, and the extensions of a path.
  private void addOthers(String path, JsonObject item, List<String> others) {
    if (item.getValue("query") instanceof JsonObject) {
      others.add("QUERY " + path);
    }
    references
        .resolve(item.getValue("additionalOperations"))
        .fieldNames()
        .forEach(method -> others.add(method + " " + path));
    item.fieldNames().stream()
        .filter(name -> name.startsWith("x-"))
        .forEach(name -> others.add(name + " of " + path));
  }

  private void addPath(String path, JsonObject item, List<DescribedOperation> into) {
    for (String method : METHODS) {
      if (item.getValue(method) instanceof JsonObject written) {
        if (into.size() == MAX_OPERATIONS) {
          throw new InvalidDescriptionException(
              "it has more than " + MAX_OPERATIONS + " operations");
        }
        into.add(operation(method, path, item, references.resolve(written)));
      }
    }
  }

  private DescribedOperation operation(
      String method, String path, JsonObject item, JsonObject node) {
    Object security =
        node.containsKey("security") ? node.getValue("security") : root.getValue("security");
    Set<String> schemes = new LinkedHashSet<>();
    boolean isProtected = security instanceof JsonArray all && !all.isEmpty();
    for (Object each : security instanceof JsonArray all ? all : new JsonArray()) {
      Set<String> names =
          new LinkedHashSet<>(each instanceof JsonObject one ? one.fieldNames() : Set.of());
      names.removeIf(this::isCsrf);
      isProtected &= !names.isEmpty();
      schemes.addAll(names);
    }
    List<String> words = new ArrayList<>();
    array(node, "tags").forEach(each -> words.add(String.valueOf(each)));
    words.add(text(node, "summary"));
    words.add(text(node, "description"));
    return new DescribedOperation(
        method.toUpperCase(Locale.ROOT),
        path,
        text(node, "operationId"),
        List.copyOf(schemes),
        isProtected,
        parameters(item, node),
        body(node),
        responses(node),
        List.copyOf(words),
        extensions(node),
        node);
  }

  /// A CSRF token proves that a page of the server sent a request, not who sent it.
  private boolean isCsrf(String scheme) {
    JsonObject none = new JsonObject();
    JsonObject schemes =
        root.getJsonObject("components", none).getJsonObject("securitySchemes", none);
    JsonObject node = references.resolve(schemes.getValue(scheme));
    return "apiKey".equals(node.getValue("type"))
        && text(node, "name").toLowerCase(Locale.ROOT).matches(".*(csrf|xsrf).*");
  }

  private static Map<String, Object> extensions(JsonObject node) {
    Map<String, Object> extensions = new LinkedHashMap<>();
    for (String name : node.fieldNames()) {
      Object value = node.getValue(name);
      if (name.startsWith("x-") && value != null) {
        extensions.put(name, value);
      }
    }
    return Collections.unmodifiableMap(extensions);
  }

  /// The parameters of the operation replace those of the path with the same name and location.
  private List<Parameter> parameters(JsonObject item, JsonObject operation) {
    Map<String, Parameter> all = new LinkedHashMap<>();
    for (JsonArray each : List.of(array(item, "parameters"), array(operation, "parameters"))) {
      for (Object written : each) {
        JsonObject node = references.resolve(written);
        place(node).ifPresent(in -> all.put(in + " " + text(node, "name"), parameter(in, node)));
      }
    }
    return List.copyOf(all.values());
  }

  private static Optional<Parameter.Location> place(JsonObject node) {
    return switch (text(node, "in")) {
      case "path" -> Optional.of(Parameter.Location.PATH);
      case "query" -> Optional.of(Parameter.Location.QUERY);
      case "header" -> Optional.of(Parameter.Location.HEADER);
      case "cookie" -> Optional.of(Parameter.Location.COOKIE);
      default -> Optional.empty();
    };
  }

  private Parameter parameter(Parameter.Location in, JsonObject node) {
    Object schema = node.getValue("schema");
    if (schema == null) {
      schema =
          content(node).schemas().values().stream().findFirst().map(JsonSchema::json).orElse(null);
    }
    JsonSchema read = new JsonSchema(references, schema);
    Object example =
        node.containsKey("example") ? node.getValue("example") : read.json().getValue("example");
    return new Parameter(
        text(node, "name"),
        in,
        Boolean.TRUE.equals(node.getValue("required")) || in == Parameter.Location.PATH,
        read,
        Optional.ofNullable(example).map(String::valueOf));
  }

  private Optional<DescribedOperation.RequestBody> body(JsonObject operation) {
    if (!(operation.getValue("requestBody") instanceof JsonObject written)) {
      return Optional.empty();
    }
    JsonObject node = references.resolve(written);
    return Optional.of(
        new DescribedOperation.RequestBody(
            Boolean.TRUE.equals(node.getValue("required")), content(node)));
  }

  private Map<String, Response> responses(JsonObject operation) {
    Map<String, Response> all = new LinkedHashMap<>();
    JsonObject responses = references.resolve(operation.getValue("responses"));
    for (String status : responses.fieldNames()) {
      JsonObject node = references.resolve(responses.getValue(status));
      Set<String> headers = new LinkedHashSet<>();
      references
          .resolve(node.getValue("headers"))
          .fieldNames()
          .forEach(name -> headers.add(name.toLowerCase(Locale.ROOT)));
      String key = status.equals("default") ? status : status.toUpperCase(Locale.ROOT);
      all.put(key, new Response(content(node), headers));
    }
    return all;
  }

  private Content content(JsonObject holder) {
    Map<String, JsonSchema> types = new LinkedHashMap<>();
    Object example = null;
    JsonObject content = references.resolve(holder.getValue("content"));
    for (String type : content.fieldNames()) {
      JsonObject media = references.resolve(content.getValue(type));
      String bare = type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
      types.put(bare, new JsonSchema(references, media.getValue("schema")));
      if (example == null && Content.isJson(bare)) {
        example = example(media);
      }
    }
    return new Content(types, Optional.ofNullable(example));
  }

  private @Nullable Object example(JsonObject media) {
    if (media.getValue("example") != null) {
      return media.getValue("example");
    }
    JsonObject examples = references.resolve(media.getValue("examples"));
    return examples.fieldNames().stream()
        .findFirst()
        .map(name -> references.resolve(examples.getValue(name)).getValue("value"))
        .orElse(null);
  }

  /// The path of the first server, with its variables at their defaults.
  private String base() {
    JsonArray servers = array(root, "servers");
    if (servers.isEmpty() || !(servers.getValue(0) instanceof JsonObject server)) {
      return "";
    }
    String url = text(server, "url");
    JsonObject variables = references.resolve(server.getValue("variables"));
    for (String name : variables.fieldNames()) {
      url =
          url.replace(
              "{" + name + "}", text(references.resolve(variables.getValue(name)), "default"));
    }
    try {
      String path = URI.create(url).getRawPath();
      String start = path == null || path.isEmpty() || path.startsWith("/") ? path : "/" + path;
      return start == null ? "" : start.replaceFirst("/+$", "");
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private static JsonArray array(JsonObject node, String key) {
    return node.getValue(key) instanceof JsonArray array ? array : new JsonArray();
  }

  private static String text(JsonObject node, String key) {
    Object value = node.getValue(key);
    return value instanceof String || value instanceof Number ? value.toString() : "";
  }

  /// An invalid document. The message says what is wrong and how to fix it.
  public static final class InvalidDescriptionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidDescriptionException(String message) {
      super(message);
    }
  }
}
