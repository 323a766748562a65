package dev.freehold.openapi;

import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan.Link;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// The path item of the caller in a list of people, which the caller may leave.
final class LeavePathItem {
  private final DocumentContext shared;
  private final ResourcePlan resource;
  private final Link link;

  LeavePathItem(DocumentContext shared, ResourcePlan resource, Link link) {
    this.shared = shared;
    this.resource = resource;
    this.link = link;
  }

  void write(JsonObjectWriter path) throws IOException {
    WriteParameters call = new WriteParameters(shared.parameters());
    String list = link.column().name();
    new OpenApiOperation(
            shared.names().leaveOperationId(resource, link),
            shared.names().tag(resource),
            "Leave `" + list + "`",
            "Takes the caller off `"
                + list
                + "` and changes nothing else of the row. 404 for a caller who is not in the list"
                + " or may not read the row.",
            SecurityRequirement.REQUIRED,
            Stream.concat(
                    Stream.of(new ListParameters(shared, resource).id()),
                    call.ofWriteWithoutChoice().stream())
                .toList(),
            null,
            List.of(
                new SuccessResponse(
                    204,
                    "The caller is no longer in the list.",
                    OpenApiHeader.REPLAYED,
                    OpenApiHeader.DRY_RUN)),
            List.of(
                OpenApiErrorResponse.BAD_REQUEST,
                OpenApiErrorResponse.UNAUTHORIZED,
                OpenApiErrorResponse.NOT_FOUND,
                OpenApiErrorResponse.CONFLICT,
                OpenApiErrorResponse.IDEMPOTENCY_MISMATCH))
        .inTeam(shared, resource)
        .write(path, "delete");
  }
}
