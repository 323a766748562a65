package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Teams;
import java.io.IOException;
import java.util.List;

/// The path item for accepting an invitation to a team, and the schemas with its token.
final class InvitationPaths {
  private static final String TOKEN = "token";
  private static final String EXAMPLE =
      "AQGiJENNX3Wii8LSWgqBjfAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private final DocumentContext shared;
  private final ComponentNames names;
  private final ResourcePlan members;
  private final ResourcePlan invitations;

  /// @param shared of an API with teams
  InvitationPaths(DocumentContext shared) {
    this.shared = shared;
    this.names = shared.names();
    this.members = shared.plan().resource(Teams.TEAM_MEMBERS);
    this.invitations = shared.plan().resource(Teams.TEAM_INVITATIONS);
  }

  void write(JsonObjectWriter paths) throws IOException {
    paths.object(
        shared.plan().base() + "/" + invitations.name() + "/accept",
        p -> accept().write(p, "post"));
  }

  private OpenApiOperation accept() {
    WriteParameters call = new WriteParameters(shared.parameters());
    JsonContent member =
        new JsonContent(names.schemaName(members, ResourceSchemaKind.RESPONSE), List.of());
    return new OpenApiOperation(
        "acceptInvitation",
        names.tag(invitations),
        "Accept",
        "Makes the caller a member of the team, with the role of the invitation, and deletes the"
            + " invitation. The token is valid for seven days, for the account with the invited"
            + " address; any other token gets 400.",
        SecurityRequirement.REQUIRED,
        call.ofWriteWithoutChoice(),
        new JsonContent(
            names.schemaName(BuiltInSchema.INVITATION_TOKEN),
            List.of(
                new JsonContent.NamedExample(
                    TOKEN, JsonContent.ExampleWriter.object(o -> o.put(TOKEN, EXAMPLE))))),
        List.of(
            new SuccessResponse(
                201,
                "The new membership.",
                List.of(OpenApiHeader.LOCATION, OpenApiHeader.REPLAYED),
                member),
            new SuccessResponse(
                200,
                "With `dry_run`: the membership that would be created.",
                List.of(OpenApiHeader.DRY_RUN),
                member)),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.CONFLICT,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.IDEMPOTENCY_MISMATCH));
  }

  void schemas(JsonObjectWriter schemas) throws IOException {
    schemas.object(
        names.schemaName(BuiltInSchema.INVITATION_TOKEN),
        s -> {
          s.put("type", "object").strings("required", List.of(TOKEN));
          s.object("properties", p -> p.object(TOKEN, InvitationPaths::token));
        });
    schemas.object(
        names.schemaName(BuiltInSchema.INVITATION_CREATED_RESPONSE),
        s ->
            EnvelopeSchema.of(
                s,
                d ->
                    d.objects(
                        "allOf",
                        List.of(
                            o -> o.ref("schemas/" + names.rowSchemaName(invitations)),
                            o -> {
                              o.put("type", "object").strings("required", List.of(TOKEN));
                              o.object("properties", p -> p.object(TOKEN, InvitationPaths::token));
                            }))));
  }

  private static void token(JsonObjectWriter schema) throws IOException {
    schema
        .put(
            "description",
            "For the invited person, who accepts the invitation with it. No later response has it.")
        .put("type", "string");
  }
}
