package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.ComponentNames.Kind;
import dev.freehold.openapi.operation.Content;
import dev.freehold.openapi.operation.Failure;
import dev.freehold.openapi.operation.Header;
import dev.freehold.openapi.operation.Operation;
import dev.freehold.openapi.operation.Success;
import dev.freehold.openapi.parameter.ListParameters;
import dev.freehold.openapi.parameter.WriteParameters;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The path of one row: read, update, delete.
final class RowPath {
  private final ComponentNames names;
  private final ResourcePlan resource;
  private final RowExamples examples;
  private final ListParameters query;
  private final WriteParameters call;

  RowPath(Shared shared, ResourcePlan resource) {
    this.names = shared.names();
    this.resource = resource;
    this.examples = new RowExamples(resource);
    this.query = new ListParameters(resource, shared.parameters());
    this.call = new WriteParameters(shared.parameters());
  }

  void write(JsonObject path) throws IOException {
    read().write(path, "get");
    Who updaters = Who.of(resource, Access.Operation.UPDATE);
    if (updaters.isAnybody()) {
      update(updaters, "put", "Update (PUT)").write(path, "put");
      update(updaters, "update", "Update").write(path, "patch");
    }
    Who deleters = Who.of(resource, Access.Operation.DELETE);
    if (deleters.isAnybody()) {
      delete(deleters).write(path, "delete");
    }
  }

  private Operation read() {
    Who who = Who.of(resource, Access.Operation.READ);
    List<String> parameters = new ArrayList<>();
    parameters.add(query.id());
    parameters.addAll(query.ofSelection());
    parameters.addAll(call.conditions());
    return new Operation(
        "get" + names.row(resource),
        names.tag(resource),
        "Read",
        "One row. " + who.sentence(),
        who.security(),
        parameters,
        null,
        List.of(
            new Success(
                200,
                "The row.",
                List.of(Header.ETAG_OF_ONE),
                new Content(List.of(names.of(resource, Kind.SELECTION_RESPONSE)), examples.one())),
            new Success(304, "You have it: `If-None-Match` names its version.", Header.ETAG)),
        Stream.concat(
                Stream.of(Failure.BAD_REQUEST, Failure.NOT_FOUND, Failure.PRECONDITION_FAILED),
                who.failures())
            .toList());
  }

  private Operation update(Who who, String verb, String summary) {
    return new Operation(
        verb + names.row(resource),
        names.tag(resource),
        summary,
        "Changes the fields that are given and leaves the others. PUT and PATCH do the same. "
            + who.sentence(),
        who.security(),
        Stream.of(
                Stream.of(query.id()),
                call.preconditions().stream(),
                Stream.of(call.dryRun(), call.idempotencyKey(), call.prefer()))
            .flatMap(s -> s)
            .toList(),
        new Content(List.of(names.of(resource, Kind.UPDATE)), examples.updateBody()),
        List.of(
            new Success(
                200,
                "The row as it is now.",
                List.of(Header.ETAG, Header.REPLAYED, Header.DRY_RUN),
                new Content(List.of(names.of(resource, Kind.RESPONSE)), examples.one())),
            new Success(
                204,
                "With `Prefer: return=minimal`.",
                Header.ETAG,
                Header.PREFERENCE_APPLIED,
                Header.REPLAYED,
                Header.DRY_RUN)),
        failures(who, Failure.BAD_BODY, Failure.UNSUPPORTED_MEDIA_TYPE));
  }

  private Operation delete(Who who) {
    return new Operation(
        "delete" + names.row(resource),
        names.tag(resource),
        "Delete",
        "Deletes the row for good. " + who.sentence(),
        who.security(),
        Stream.of(
                Stream.of(query.id()),
                call.preconditions().stream(),
                Stream.of(call.dryRun(), call.idempotencyKey()))
            .flatMap(s -> s)
            .toList(),
        null,
        List.of(new Success(204, "The row is gone.", Header.REPLAYED, Header.DRY_RUN)),
        failures(who, Failure.BAD_REQUEST));
  }

  private static List<Failure> failures(Who who, Failure... own) {
    return Stream.of(
            Stream.of(own),
            who.failures(),
            Stream.of(
                Failure.NOT_FOUND,
                Failure.CONFLICT,
                Failure.PRECONDITION_FAILED,
                Failure.IDEMPOTENCY_MISMATCH))
        .flatMap(s -> s)
        .toList();
  }
}
