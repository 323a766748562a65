package dev.freehold.openapi;

import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Grant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One operation of the document.
///
/// @param id the operationId, which is unique in the document
/// @param parameters keys of `components/parameters`
/// @param body null if the operation has no request body
/// @param successes the first is that of a request without headers or parameters that change it
/// @param failures the error responses in addition to [OpenApiErrorResponse#ALWAYS]
/// @param grants who may use it, of the rows' access rule; empty if it has none
record OpenApiOperation(
    String id,
    String tag,
    String summary,
    String description,
    SecurityRequirement security,
    List<String> parameters,
    @Nullable JsonContent body,
    List<SuccessResponse> successes,
    List<OpenApiErrorResponse> failures,
    List<Grant> grants) {
  private static final int ACCEPTED = 202;

  public OpenApiOperation {
    parameters = List.copyOf(parameters);
    successes = List.copyOf(successes);
    failures = List.copyOf(failures);
    grants = List.copyOf(grants);
  }

  /// An operation without an access rule.
  public OpenApiOperation(
      String id,
      String tag,
      String summary,
      String description,
      SecurityRequirement security,
      List<String> parameters,
      @Nullable JsonContent body,
      List<SuccessResponse> successes,
      List<OpenApiErrorResponse> failures) {
    this(id, tag, summary, description, security, parameters, body, successes, failures, List.of());
  }

  /// This operation, for the callers of an access rule.
  OpenApiOperation grantedTo(DocumentedAccess access) {
    return new OpenApiOperation(
        id,
        tag,
        summary,
        description,
        security,
        parameters,
        body,
        successes,
        failures,
        access.grants());
  }

  /// This operation, with the header that names the team where its rows belong to one, or refer to rows
  /// of one.
  OpenApiOperation inTeam(DocumentContext shared, ResourcePlan rows) {
    boolean refers =
        rows.relations().stream()
            .filter(relation -> !relation.kind().isReverse())
            .anyMatch(relation -> shared.plan().resource(relation.target()).isOfTeam());
    return inTeam(shared, rows, refers);
  }

  /// The same of an operation with a query, which may go to rows of a team through relations.
  OpenApiOperation queriedInTeam(DocumentContext shared, ResourcePlan rows) {
    return inTeam(shared, rows, shared.plan().leadsToTeams(rows));
  }

  private OpenApiOperation inTeam(DocumentContext shared, ResourcePlan rows, boolean reached) {
    WriteParameters call = new WriteParameters(shared.parameters());
    return rows.isOfTeam()
        ? withTeam(
            call.team(),
            Stream.concat(
                    failures.stream().filter(f -> f != OpenApiErrorResponse.NOT_FOUND),
                    Stream.of(OpenApiErrorResponse.NOT_FOUND))
                .toList())
        : reached ? withTeam(call.reachedTeam(), failures) : this;
  }

  private OpenApiOperation withTeam(String header, List<OpenApiErrorResponse> failures) {
    return new OpenApiOperation(
        id,
        tag,
        summary,
        description,
        security,
        Stream.concat(parameters.stream(), Stream.of(header)).toList(),
        body,
        successes,
        failures,
        grants);
  }

  /// @param path the writer of the path item
  /// @param method in lower case
  public void write(JsonObjectWriter path, String method) throws IOException {
    path.object(
        method,
        o -> {
          o.strings("tags", List.of(tag)).put("operationId", id).put("summary", summary);
          o.note(description);
          security.write(o);
          if (!grants.isEmpty()) {
            o.inFull(x -> AccessExtension.write(x, grants));
          }
          if (!parameters.isEmpty()) {
            o.objects("parameters", parameterList());
          }
          if (body != null) {
            o.object("requestBody", b -> body(b, body));
          }
          o.object("responses", r -> r.inFull(this::everyResponse).inBrief(this::response));
        });
  }

  private List<JsonObjectWriter.Members> parameterList() {
    return parameters.stream()
        .<JsonObjectWriter.Members>map(key -> p -> p.ref("parameters/" + key))
        .toList();
  }

  private static void body(JsonObjectWriter to, JsonContent body) throws IOException {
    to.put("required", true);
    body.write(to);
  }

  /// Writes the response to a request that succeeds, and one for all errors. Of further successes only one
  /// that asks for another step: who does not know it does not come further.
  private void response(JsonObjectWriter to) throws IOException {
    SuccessResponse success = successes.getFirst();
    to.object(Integer.toString(success.status()), success::write);
    for (SuccessResponse next : successes.subList(1, successes.size())) {
      if (next.status() == ACCEPTED) {
        to.object(Integer.toString(ACCEPTED), next::write);
      }
    }
    to.ref("default", "responses/" + OpenApiErrorSchemas.FAILURE);
  }

  /// Writes the responses in the order of their status.
  private void everyResponse(JsonObjectWriter to) throws IOException {
    Map<Integer, JsonObjectWriter.Members> byStatus = new TreeMap<>();
    for (SuccessResponse success : successes) {
      add(byStatus, success.status(), success::write);
    }
    for (OpenApiErrorResponse failure :
        Stream.concat(failures.stream(), OpenApiErrorResponse.ALWAYS.stream()).toList()) {
      add(byStatus, failure.status(), r -> r.ref("responses/" + failure.component()));
    }
    if (security != SecurityRequirement.NONE) {
      for (OpenApiErrorResponse failure : OpenApiErrorResponse.OF_KEYS) {
        byStatus.putIfAbsent(failure.status(), r -> r.ref("responses/" + failure.component()));
      }
    }
    for (Map.Entry<Integer, JsonObjectWriter.Members> response : byStatus.entrySet()) {
      to.object(response.getKey().toString(), response.getValue());
    }
  }

  private void add(
      Map<Integer, JsonObjectWriter.Members> to, int status, JsonObjectWriter.Members response) {
    if (to.put(status, response) != null) {
      throw new IllegalStateException(id + " answers " + status + " in two ways");
    }
  }

  /// The content of a request or response body: JSON of one schema. Code generators make no usable
  /// type of a choice of schemas.
  ///
  /// @param schema a key of `components/schemas`
  /// @param examples empty if no example was found that the server accepts
  /// @param type the media type
  public record JsonContent(String type, String schema, List<NamedExample> examples) {
    private static final String JSON = "application/json";

    public JsonContent {
      examples = List.copyOf(examples);
    }

    public JsonContent(String schema, List<NamedExample> examples) {
      this(JSON, schema, examples);
    }

    /// @param name the key of the example
    /// @param value the members of an object, or the elements of an array
    public record NamedExample(String name, ExampleWriter value) {}

    /// Writes the member `name` of the object.
    @FunctionalInterface
    public interface ExampleWriter {
      void write(JsonObjectWriter object, String name) throws IOException;

      static ExampleWriter object(JsonObjectWriter.Members members) {
        return (o, name) -> o.object(name, members);
      }

      static ExampleWriter array(List<JsonObjectWriter.Members> elements) {
        return (o, name) -> o.objects(name, elements);
      }

      /// An example with the members as the `data` of a response.
      static ExampleWriter data(JsonObjectWriter.Members data) {
        return object(o -> o.put("success", true).object("data", data));
      }
    }

    /// Writes JSON. Of another media type, openapi-python-client 0.29 and ogen 1.25 make no client: the
    /// brief document leaves it to the description.
    void write(JsonObjectWriter to) throws IOException {
      if (type.equals(JSON)) {
        content(to);
      } else {
        to.inFull(this::content);
      }
    }

    private void content(JsonObjectWriter to) throws IOException {
      to.object(
          "content",
          c ->
              c.object(
                  type,
                  m -> {
                    m.ref("schema", "schemas/" + schema);
                    m.inFull(this::examples);
                  }));
    }

    private void examples(JsonObjectWriter media) throws IOException {
      if (examples.size() == 1) {
        examples.getFirst().value().write(media, "example");
      } else if (!examples.isEmpty()) {
        media.object(
            "examples",
            all -> {
              for (NamedExample example : examples) {
                all.object(example.name(), o -> example.value().write(o, "value"));
              }
            });
      }
    }
  }

  /// Whether an operation requires an access token. The brief document says once that operations do.
  public enum SecurityRequirement {
    /// The operation ignores access tokens.
    NONE,
    /// The operation accepts anonymous callers and may return more with a token.
    OPTIONAL,
    REQUIRED;

    void write(JsonObjectWriter operation) throws IOException {
      switch (this) {
        case NONE -> operation.objects("security", List.of());
        case OPTIONAL -> operation.objects("security", schemes(operation, true));
        case REQUIRED -> operation.inFull(SecurityRequirement::standard);
      }
    }

    /// Writes that a token is required.
    static void standard(JsonObjectWriter to) throws IOException {
      to.objects("security", schemes(to, false));
    }

    private static List<JsonObjectWriter.Members> schemes(JsonObjectWriter to, boolean optional) {
      List<JsonObjectWriter.Members> schemes = new ArrayList<>();
      if (optional) {
        schemes.add(_ -> {});
      }
      schemes.add(SecurityRequirement::bearer);
      if (to.hasCookies()) {
        schemes.add(o -> o.strings("cookieAuth", List.of()));
      }
      return schemes;
    }

    private static void bearer(JsonObjectWriter to) throws IOException {
      to.strings("bearerAuth", List.of());
    }
  }

  /// A success response.
  ///
  /// @param headers the headers in addition to the request id
  /// @param content null for a response without a body
  public record SuccessResponse(
      int status, String description, List<OpenApiHeader> headers, @Nullable JsonContent content) {
    public SuccessResponse {
      headers = List.copyOf(headers);
    }

    /// A success response without a body.
    public SuccessResponse(int status, String description, OpenApiHeader... headers) {
      this(status, description, List.of(headers), null);
    }

    void write(JsonObjectWriter response) throws IOException {
      response.put("description", description);
      response.inFull(
          r ->
              r.object(
                  "headers",
                  h -> {
                    OpenApiHeader.REQUEST_ID.write(h);
                    for (OpenApiHeader header : headers) {
                      header.write(h);
                    }
                  }));
      List<OpenApiHeader> tags = headers.stream().filter(OpenApiHeader::isTag).toList();
      if (!tags.isEmpty()) {
        response.inBrief(r -> r.object("headers", h -> tags.getFirst().write(h)));
      }
      if (content != null) {
        content.write(response);
      }
    }
  }
}
