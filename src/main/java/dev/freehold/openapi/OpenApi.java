package dev.freehold.openapi;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.ComponentNames.BuiltIn;
import dev.freehold.openapi.operation.Failures;
import dev.freehold.openapi.operation.Header;
import dev.freehold.openapi.operation.Parameters;
import dev.freehold.openapi.resource.BatchPath;
import dev.freehold.openapi.resource.ResourcePaths;
import dev.freehold.openapi.resource.Shared;
import dev.freehold.openapi.schema.Envelope;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The OpenAPI 3.1.1 document of a plan, as JSON. The same plan and address give the same text.
public final class OpenApi {
  /// The address of the server that served the document, whatever it is.
  public static final String SAME_ADDRESS = "/";

  private final ApiPlan plan;
  private final String url;
  private final ComponentNames names;
  private final Shared shared;

  private OpenApi(ApiPlan plan, String url) {
    this.plan = plan;
    this.url = url;
    this.names = new ComponentNames(plan);
    this.shared = new Shared(plan, names, new Parameters());
  }

  /// The document on one line, as it is served.
  ///
  /// @param url the public address of the server without the API's base path, or [#SAME_ADDRESS]
  public static String compact(ApiPlan plan, String url) {
    return JsonObject.text(false, new OpenApi(plan, url)::document);
  }

  /// The document for people and version control, with a line feed at its end.
  ///
  /// @param url the public address of the server without the API's base path, or [#SAME_ADDRESS]
  public static String pretty(ApiPlan plan, String url) {
    return JsonObject.text(true, new OpenApi(plan, url)::document) + "\n";
  }

  private void document(JsonObject to) throws IOException {
    to.put("openapi", "3.1.1");
    to.object("info", this::info);
    to.objects("servers", List.of(s -> s.put("url", url)));
    to.objects("tags", tags());
    to.object("paths", this::paths);
    to.object("components", this::components);
  }

  private void info(JsonObject info) throws IOException {
    info.put("title", plan.name()).put("version", plan.version());
    String own = plan.description().isEmpty() ? "" : plan.description() + "\n\n";
    info.put("description", own + About.text(plan));
  }

  private List<JsonObject.Members> tags() {
    List<JsonObject.Members> tags = new ArrayList<>();
    for (ResourcePlan resource : plan.resources()) {
      String description =
          resource.description().isEmpty()
              ? "Rows belong to the person who creates them."
              : resource.description();
      tags.add(t -> t.put("name", names.tag(resource)).put("description", description));
    }
    tags.add(
        t ->
            t.put("name", names.batchTag())
                .put("description", "Several operations on resources as one."));
    tags.add(
        t ->
            t.put("name", names.authTag())
                .put("description", "Accounts, and the tokens that open everything else."));
    tags.add(
        t ->
            t.put("name", names.healthTag())
                .put("description", "For load balancers and supervisors."));
    return tags;
  }

  private void paths(JsonObject paths) throws IOException {
    for (ResourcePlan resource : plan.resources()) {
      new ResourcePaths(shared, resource).write(paths);
    }
    new BatchPath(shared).write(paths);
    new AuthPaths(plan, names).write(paths);
    new HealthPaths(names).write(paths);
  }

  private void components(JsonObject components) throws IOException {
    components.object("schemas", this::schemas);
    components.object("responses", r -> Failures.responses(r, names));
    components.object("parameters", shared.parameters()::write);
    components.object("headers", Header::components);
    components.object(
        "securitySchemes",
        s ->
            s.object(
                "bearerAuth",
                b ->
                    b.put("type", "http")
                        .put("scheme", "bearer")
                        .put("bearerFormat", "JWT")
                        .put(
                            "description",
                            "The `access_token` of signing up, logging in or refreshing.")));
  }

  private void schemas(JsonObject schemas) throws IOException {
    for (ResourcePlan resource : plan.resources()) {
      new ResourcePaths(shared, resource).schemas(schemas);
    }
    new BatchPath(shared).schemas(schemas);
    schemas.object(names.of(BuiltIn.PAGINATION), Envelope::pagination);
    new AuthSchemas(plan.auth(), names).write(schemas);
    schemas.object(names.of(BuiltIn.HEALTH_RESPONSE), new HealthPaths(names)::schema);
    Failures.schemas(schemas, names);
  }
}
