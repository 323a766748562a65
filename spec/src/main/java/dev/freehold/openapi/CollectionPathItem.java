package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Teams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The path item of a resource's collection: list, create, and update or delete by query.
final class CollectionPathItem {
  private final DocumentContext shared;
  private final ComponentNames names;
  private final ResourcePlan resource;
  private final ResourceExamples examples;
  private final WriteParameters call;

  CollectionPathItem(DocumentContext shared, ResourcePlan resource) {
    this.shared = shared;
    this.names = shared.names();
    this.resource = resource;
    this.examples = new ResourceExamples(resource);
    this.call = new WriteParameters(shared.parameters());
  }

  void write(JsonObjectWriter path) throws IOException {
    new OpenApiListOperation(shared, resource)
        .ofCollection()
        .queriedInTeam(shared, resource)
        .write(path, "get");
    DocumentedAccess creators = DocumentedAccess.of(resource, Access.CrudOperation.CREATE);
    if (creators.isGranted()) {
      create(creators).grantedTo(creators).inTeam(shared, resource).write(path, "post");
    }
    DocumentedAccess updaters = DocumentedAccess.of(resource, Access.CrudOperation.UPDATE);
    if (updaters.isGranted()) {
      updateMany(updaters).grantedTo(updaters).queriedInTeam(shared, resource).write(path, "patch");
    }
    DocumentedAccess deleters = DocumentedAccess.of(resource, Access.CrudOperation.DELETE);
    if (deleters.isGranted()) {
      deleteMany(deleters)
          .grantedTo(deleters)
          .queriedInTeam(shared, resource)
          .write(path, "delete");
    }
  }

  private JsonContent created() {
    boolean invitation =
        resource.name().equals(Teams.TEAM_INVITATIONS) && !shared.plan().createsMany(resource);
    return invitation
        ? new JsonContent(names.schemaName(BuiltInSchema.INVITATION_CREATED_RESPONSE), List.of())
        : new JsonContent(names.schemaName(resource, ResourceSchemaKind.RESPONSE), examples.one());
  }

  private OpenApiOperation create(DocumentedAccess documentedAccess) {
    JsonContent created = created();
    return new OpenApiOperation(
        "create" + names.rowSchemaName(resource),
        names.tag(resource),
        "Create",
        (resource.isOfTeam()
                ? "Creates a row of the team. "
                : resource.table().owner().isPresent()
                    ? "Creates a row that the caller owns. "
                    : "Creates a row that belongs to nobody. ")
            + documentedAccess.description(),
        documentedAccess.security(),
        call.ofWrite(),
        new JsonContent(
            names.schemaName(resource, ResourceSchemaKind.CREATE), examples.createBody()),
        List.of(
            new SuccessResponse(
                201,
                "The new row.",
                List.of(
                    OpenApiHeader.ETAG,
                    OpenApiHeader.LOCATION,
                    OpenApiHeader.PREFERENCE_APPLIED,
                    OpenApiHeader.REPLAYED),
                created),
            new SuccessResponse(
                200,
                "With `dry_run`: the row that would be created.",
                List.of(OpenApiHeader.ETAG, OpenApiHeader.DRY_RUN),
                created),
            checked(List.of(OpenApiHeader.ETAG, OpenApiHeader.DRY_RUN))),
        failures(
            documentedAccess,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE));
  }

  /// The response to the dry run of a create that asks for no body.
  static SuccessResponse checked(List<OpenApiHeader> headers) {
    return new SuccessResponse(
        204,
        "With `dry_run` and `Prefer: return=minimal`: the request would succeed.",
        Stream.concat(headers.stream(), Stream.of(OpenApiHeader.PREFERENCE_APPLIED)).toList(),
        null);
  }

  private OpenApiOperation updateMany(DocumentedAccess documentedAccess) {
    return new OpenApiOperation(
        "bulkUpdate" + ComponentNames.pascal(resource.name()),
        names.tag(resource),
        "Update many",
        "Applies the same change to every row that the query selects: to all of them, or to none."
            + " The query needs a condition and `max_affected`. "
            + documentedAccess.description(),
        documentedAccess.security(),
        selected(),
        new JsonContent(
            names.schemaName(resource, ResourceSchemaKind.UPDATE), examples.updateBody()),
        changed(affected(), "The number of changed rows."),
        failures(
            documentedAccess,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE));
  }

  private OpenApiOperation deleteMany(DocumentedAccess documentedAccess) {
    return new OpenApiOperation(
        "bulkDelete" + ComponentNames.pascal(resource.name()),
        names.tag(resource),
        "Delete many",
        "Permanently deletes every row that the query selects: all of them, or none. The query"
            + " needs a condition and `max_affected`. "
            + documentedAccess.description(),
        documentedAccess.security(),
        selected(),
        null,
        changed(affected(), "The number of deleted rows."),
        failures(documentedAccess, OpenApiErrorResponse.BAD_REQUEST));
  }

  private List<String> selected() {
    List<String> keys = new ArrayList<>();
    keys.add(call.maxAffected());
    keys.addAll(call.ofWrite());
    keys.addAll(FilterParameters.ofSelection(resource, shared.parameters(), Set.of()));
    return keys;
  }

  private JsonContent affected() {
    return new JsonContent(
        names.schemaName(BuiltInSchema.AFFECTED_RESPONSE), List.of(ResourceExamples.affected()));
  }

  static List<SuccessResponse> changed(JsonContent content, String description) {
    return List.of(
        new SuccessResponse(
            200, description, List.of(OpenApiHeader.REPLAYED, OpenApiHeader.DRY_RUN), content),
        new SuccessResponse(
            204,
            "With `Prefer: return=minimal`.",
            OpenApiHeader.PREFERENCE_APPLIED,
            OpenApiHeader.REPLAYED,
            OpenApiHeader.DRY_RUN));
  }

  static List<OpenApiErrorResponse> failures(
      DocumentedAccess documentedAccess, OpenApiErrorResponse... own) {
    return Stream.of(
            Stream.of(own),
            documentedAccess.failures(),
            Stream.of(OpenApiErrorResponse.CONFLICT, OpenApiErrorResponse.IDEMPOTENCY_MISMATCH))
        .flatMap(s -> s)
        .toList();
  }
}
