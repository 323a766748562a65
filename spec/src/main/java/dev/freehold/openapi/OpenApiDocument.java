package dev.freehold.openapi;

import dev.freehold.openapi.AuthPaths.AuthSchemas;
import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.plan.TablePlan;
import dev.freehold.plan.TablePlan.Link;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.type.CookieNames;
import dev.freehold.type.TotpRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The OpenAPI 3.1.1 document of a plan, as JSON, in one of two details. The same plan and address give
/// the same text.
public final class OpenApiDocument {
  /// The URL that stands for the server that served the document.
  public static final String SAME_ADDRESS = "/";

  /// The extension with the address of the full document, relative to that of the brief one.
  static final String FULL_DOCUMENT = "x-full-document";

  private final ApiPlan plan;
  private final String url;
  private final ComponentNames names;
  private final DocumentContext shared;
  private final Detail detail;

  private OpenApiDocument(ApiPlan plan, String url, Detail detail) {
    this.plan = plan;
    this.url = url;
    this.names = new ComponentNames(plan);
    this.shared = new DocumentContext(plan, names, new OpenApiParameterRegistry(detail));
    this.detail = detail;
  }

  /// The document on one line, as the server returns it.
  ///
  /// @param url the public address of the server without the API's base path, or [#SAME_ADDRESS]
  public static String compact(ApiPlan plan, String url, Detail detail) {
    return new OpenApiDocument(plan, url, detail).text(false);
  }

  /// The document with indentation and a final line feed, for reading and version control.
  ///
  /// @param url the public address of the server without the API's base path, or [#SAME_ADDRESS]
  public static String pretty(ApiPlan plan, String url, Detail detail) {
    return new OpenApiDocument(plan, url, detail).text(true) + "\n";
  }

  private String text(boolean pretty) {
    return JsonObjectWriter.text(detail, plan.auth().cookies(), pretty, this::document);
  }

  private void document(JsonObjectWriter to) throws IOException {
    to.put("openapi", "3.1.1");
    to.object("info", this::info);
    to.inBrief(b -> b.put(FULL_DOCUMENT, "?detail=full"));
    to.objects("servers", List.of(s -> s.put("url", url)));
    to.inBrief(SecurityRequirement::standard);
    to.objects("tags", tags());
    to.object("paths", this::paths);
    to.object("components", this::components);
  }

  private void info(JsonObjectWriter info) throws IOException {
    info.put("title", plan.name()).put("version", plan.version());
    String own = plan.description().isEmpty() ? "" : plan.description() + "\n\n";
    info.describe(own + InfoDescription.brief(plan), own + InfoDescription.full(plan));
    Spec.License license = plan.info().license();
    if (license != null) {
      info.object(
          "license",
          o -> {
            o.put("name", license.name());
            present(o, "identifier", license.identifier());
            present(o, "url", license.url());
          });
    }
    Spec.Contact contact = plan.info().contact();
    if (contact != null) {
      info.object(
          "contact",
          o -> {
            present(o, "name", contact.name());
            present(o, "url", contact.url());
            present(o, "email", contact.email());
          });
    }
  }

  private static void present(JsonObjectWriter to, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      to.put(name, value);
    }
  }

  private List<JsonObjectWriter.Members> tags() {
    List<JsonObjectWriter.Members> tags = new ArrayList<>();
    for (ResourcePlan resource : plan.resources()) {
      String description =
          resource.description().isEmpty()
              ? "A row belongs to the user who creates it."
              : resource.description();
      tags.add(
          t -> t.put("name", names.tag(resource)).describe(resource.description(), description));
    }
    tags.add(
        t ->
            t.put("name", names.batchTag())
                .note("Several operations on resources in one transaction."));
    tags.add(
        t ->
            t.put("name", names.authTag())
                .note("Accounts and the tokens for all other operations."));
    tags.add(t -> t.put("name", names.healthTag()).note("For load balancers and supervisors."));
    return tags;
  }

  private void paths(JsonObjectWriter paths) throws IOException {
    for (ResourcePlan resource : plan.resources()) {
      new ResourcePaths(shared, resource).write(paths);
    }
    if (plan.teams() != null) {
      new InvitationPaths(shared).write(paths);
    }
    new BatchPathItem(shared).write(paths);
    new AuthPaths(shared).write(paths);
    new HealthPaths(names).write(paths);
  }

  private void components(JsonObjectWriter components) throws IOException {
    components.object("schemas", this::schemas);
    components.object("responses", r -> OpenApiErrorSchemas.responses(r, names));
    components.object("parameters", shared.parameters()::write);
    components.object("headers", OpenApiHeader::components);
    components.object(
        "securitySchemes",
        s ->
            s.object(
                    "bearerAuth",
                    b ->
                        b.put("type", "http")
                            .put("scheme", "bearer")
                            .put("bearerFormat", "JWT")
                            .note(
                                "The `access_token` from sign-up, log-in or refresh, or the `key`"
                                    + " of an API key, which may not use `/auth`."
                                    + ofIssuers()))
                .withCookies(c -> c.object("cookieAuth", OpenApiDocument::cookie)));
  }

  private static void cookie(JsonObjectWriter scheme) throws IOException {
    scheme
        .put("type", "apiKey")
        .put("in", "cookie")
        .put("name", CookieNames.ACCESS)
        .note(
            "The cookie of a sign-in with `mode: cookie`. A request other than GET also has an"
                + " `Origin` that the server allows and the header `"
                + CookieNames.HEADER
                + "`, of any value.");
  }

  private String ofIssuers() {
    List<String> issuers = plan.auth().issuers().stream().map(Issuer::name).toList();
    return issuers.isEmpty()
        ? ""
        : " Or an access token of an external issuer: " + String.join(", ", issuers) + ".";
  }

  private void schemas(JsonObjectWriter schemas) throws IOException {
    for (ResourcePlan resource : plan.resources()) {
      new ResourcePaths(shared, resource).schemas(schemas);
    }
    if (plan.teams() != null) {
      new InvitationPaths(shared).schemas(schemas);
    }
    schemas.inBrief(s -> SummarySchema.shared(s, names));
    new BatchPathItem(shared).schemas(schemas);
    schemas.object(names.schemaName(BuiltInSchema.PAGINATION), EnvelopeSchema::pagination);
    if (plan.people() != null) {
      new ResponseSchemas(shared, plan.people()).writeProfile(schemas);
      new RequestBodySchemas(shared, plan.people()).writeProfile(schemas);
    }
    new AuthSchemas(plan, names).write(schemas);
    new SessionPaths(shared).schemas(schemas);
    new KeyPaths(shared).schemas(schemas);
    new OidcPaths(shared).schemas(schemas);
    new TotpPaths(shared).schemas(schemas);
    if (plan.auth().passkeys()) {
      new PasskeyPaths(shared).schemas(schemas, new AuthSchemas(plan, names));
    }
    schemas.object(names.schemaName(BuiltInSchema.HEALTH_RESPONSE), new HealthPaths(names)::schema);
    OpenApiErrorSchemas.schemas(
        schemas, names, plan.auth().totp() != TotpRule.NONE, plan.auth().passkeys());
  }

  /// The description of the document in Markdown: the rules that apply to all operations.
  static final class InfoDescription {
    private InfoDescription() {}

    static String brief(ApiPlan plan) {
      return """
      %s, then send `Authorization: Bearer <access_token>`; after 401 `TOKEN_EXPIRED`, exchange the `refresh_token` at \
      `POST %s/auth/refresh`.

      Responses are `{"success": true, "data": …}`. Of errors, branch on `error.code`; `details` lists every error of the input. \
      Unknown fields and parameters are refused.

      Lists also take `field[operator]=value`, with the operators of `or`. Send the `ETag` of a read as `If-Match` to avoid overwriting a concurrent change (412).

      `?detail=full` of this document has also each condition, error, header and example, and who may use an operation.\
      """
          .formatted(start(plan), plan.base());
    }

    static String full(ApiPlan plan) {
      return signingIn(plan)
          + access(plan)
          + """
          ## Responses
          `{"success": true, "data": …}` or `{"success": false, "error": {"code", "message", "details", "requestId"}}`. \
          Branch on `error.code`, which is stable. `details` lists every error of the input at once. \
          A failed write also has an `outcome`: `none` if nothing was changed, `unknown` if the server cannot tell.

          ## Requests
          Bodies are JSON in UTF-8, sent as `Content-Type: application/json`; an unknown field or parameter is refused, \
          as are duplicate keys and the character U+0000. Times are UTC. \
          A method that a path does not support gets 405 with `Allow`.

          ## Lists
          `field=value` and `field[operator]=value` filter rows, `or=(a.eq.1,b.gt.2)` combines alternatives; a row must match all parameters. \
          In a list, a value with a comma, a parenthesis or blanks around it needs double quotes. \
          Each parameter may occur once. Some clients change brackets (`curl -g` does not); `%5B` and `%5D` are equivalent. \
          `page` returns any page. `cursor` continues after a page, at a constant speed and without skipping rows.
          """
          + relatedRows(plan)
          + """

          ## Writes
          Send the `ETag` of a read as `If-Match` to avoid overwriting a concurrent change. \
          `Idempotency-Key` makes it safe to repeat a request whose response was lost. `dry_run=true` only checks a request. \
          `Prefer: return=minimal` omits the response body.\
          """;
    }

    /// The fields of related rows, which are no parameters of their own: there would be one for each
    /// path.
    private static String relatedRows(ApiPlan plan) {
      return plan.resources().stream().allMatch(r -> r.relations().isEmpty())
          ? ""
          : """
          A relation before a field filters and sorts by the related row: `project.name[icontains]=x`, `sort=project.name`. \
          `count` after a to-many relation is the number of its rows that the caller may read: `tasks.count[gt]=0`, `sort=-tasks.count`. \
          A path has at most %d relations; a request has at most %d such conditions.
          """
              .formatted(DocumentedLimits.PATH_RELATIONS, DocumentedLimits.RELATED_CONDITIONS);
    }

    private static String signingIn(ApiPlan plan) {
      return """
      ## Signing in
      %s, then send the `access_token` with every request as `Authorization: Bearer <access_token>`. \
      When it has expired (401 `TOKEN_EXPIRED`), exchange the `refresh_token` for new tokens at `POST %s/auth/refresh`.

      """
          .formatted(start(plan), plan.base());
    }

    private static String start(ApiPlan plan) {
      return plan.auth().hasSignup() ? "Sign up or log in" : "Log in";
    }

    /// The meaning of the grants. Explains teams, `role:`, persons and conditions only if an operation uses
    /// them.
    private static String access(ApiPlan plan) {
      String roles =
          plan.rowRoles().isEmpty() ? "" : " `role:editor`: users with that role; every row.";
      boolean rows = plan.resources().stream().anyMatch(r -> r.access().dependsOnRow());
      String conditions =
          rows
              ? " The name of a reference to an account, such as `assignee`: that account."
                  + " `where`: only rows that meet the condition, before and after a change."
              : "";
      String teams =
          plan.teams() == null
              ? ""
              : " `team`: the members of the row's team; `team:admin`: those with that role in it."
                  + " Rows of a team are for its members alone.";
      String lists =
          rows
                  && plan.resources().stream()
                      .flatMap(r -> r.table().links().stream())
                      .anyMatch(TablePlan.Link::ofPeople)
              ? " The name of a list of accounts, such as `friends`: each account in it."
              : "";
      String paths =
          plan.resources().stream().allMatch(r -> r.access().targets().isEmpty())
              ? ""
              : " `via ticket`: callers who may read the row that the field names; `owner of"
                  + " ticket`: the owner of that row.";
      return """
      ## Access
      Each operation states who may use it. `owner`: every signed-in user; the user's own rows. \
      `user`: every signed-in user; every row. `public`: every caller, also anonymous; every row.%s%s%s%s%s \
      A row that the caller may not read gets the same response as a row that does not exist.

      """
          .formatted(roles, teams, conditions, lists, paths);
    }
  }

  /// The limits of requests. A test compares them with the limits of the request parsers.
  public static final class DocumentedLimits {
    public static final int CONDITIONS = 20;
    public static final int RELATED_CONDITIONS = 8;
    public static final int PATH_RELATIONS = 3;
    public static final int VALUES = 100;
    public static final int SORT_KEYS = 4;
    public static final int INCLUDED_PATHS = 10;
    public static final int SEARCH_CHARACTERS = 200;
    public static final int ROWS_OF_A_BODY = 100;
    public static final int MAX_AFFECTED = 1_000;
    public static final int STEPS_OF_A_BATCH = 50;
    public static final int PATH_OF_A_STEP = 8_192;
    public static final int GROUP_KEYS = 4;
    public static final int AGGREGATES = 20;
    public static final int GROUPS = 1_000;
    public static final int DEFAULT_GROUPS = 100;

    private DocumentedLimits() {}
  }

  /// The context that all parts of one document share.
  public record DocumentContext(
      ApiPlan plan, ComponentNames names, OpenApiParameterRegistry parameters) {}

  /// The paths and schemas of one resource.
  public static final class ResourcePaths {
    private final DocumentContext shared;
    private final ResourcePlan resource;

    public ResourcePaths(DocumentContext shared, ResourcePlan resource) {
      this.shared = shared;
      this.resource = resource;
    }

    public void write(JsonObjectWriter paths) throws IOException {
      String all = shared.plan().base() + "/" + resource.name();
      String one = all + "/{id}";
      paths.object(all, p -> new CollectionPathItem(shared, resource).write(p));
      new BulkPathItem(shared, resource).write(paths, all + ResourcePlan.BULK);
      paths.object(all + "/summary", p -> new SummaryPathItem(shared, resource).write(p));
      paths.object(one, p -> new RowPathItem(shared, resource).write(p));
      for (Relation relation : resource.relations()) {
        if (relation.hasPath()) {
          ResourcePlan target = shared.plan().resource(relation.target());
          paths.object(
              one + "/" + relation.name(),
              p ->
                  new OpenApiListOperation(shared, target)
                      .ofRelation(resource, relation)
                      .queriedInTeam(shared, target.isOfTeam() ? target : resource)
                      .write(p, "get"));
        }
      }
      for (Link link : resource.table().links()) {
        if (link.mayBeLeft()) {
          paths.object(
              one + "/" + link.column().name() + "/me",
              p -> new LeavePathItem(shared, resource, link).write(p));
        }
      }
    }

    /// Writes the response and request schemas.
    public void schemas(JsonObjectWriter schemas) throws IOException {
      new ResponseSchemas(shared, resource).write(schemas);
      new RequestBodySchemas(shared, resource).write(schemas);
    }
  }
}
