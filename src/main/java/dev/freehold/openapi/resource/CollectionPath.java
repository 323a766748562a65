package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.ComponentNames.BuiltIn;
import dev.freehold.openapi.operation.ComponentNames.Kind;
import dev.freehold.openapi.operation.Content;
import dev.freehold.openapi.operation.Failure;
import dev.freehold.openapi.operation.Header;
import dev.freehold.openapi.operation.Operation;
import dev.freehold.openapi.operation.Success;
import dev.freehold.openapi.parameter.FilterParameters;
import dev.freehold.openapi.parameter.WriteParameters;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The path of all rows of one resource: list, create one or several, change and delete many.
final class CollectionPath {
  private final Shared shared;
  private final ComponentNames names;
  private final ResourcePlan resource;
  private final RowExamples examples;
  private final WriteParameters call;

  CollectionPath(Shared shared, ResourcePlan resource) {
    this.shared = shared;
    this.names = shared.names();
    this.resource = resource;
    this.examples = new RowExamples(resource);
    this.call = new WriteParameters(shared.parameters());
  }

  void write(JsonObject path) throws IOException {
    new ListOperation(shared, resource).ofAll().write(path, "get");
    Who creators = Who.of(resource, Access.Operation.CREATE);
    if (creators.isAnybody()) {
      create(creators).write(path, "post");
    }
    Who updaters = Who.of(resource, Access.Operation.UPDATE);
    if (updaters.isAnybody()) {
      updateMany(updaters).write(path, "patch");
    }
    Who deleters = Who.of(resource, Access.Operation.DELETE);
    if (deleters.isAnybody()) {
      deleteMany(deleters).write(path, "delete");
    }
  }

  private Operation create(Who who) {
    List<String> answers =
        List.of(names.of(resource, Kind.RESPONSE), names.of(resource, Kind.ROWS_RESPONSE));
    List<Content.Example> shown =
        Stream.concat(examples.one().stream(), examples.several().stream()).toList();
    return new Operation(
        "create" + names.row(resource),
        names.tag(resource),
        "Create one, or several",
        "Makes a row that belongs to the person who asks; of an array all rows, or none. "
            + who.sentence(),
        who.security(),
        List.of(call.dryRun(), call.idempotencyKey(), call.prefer()),
        new Content(
            List.of(names.of(resource, Kind.CREATE), names.of(resource, Kind.CREATE_MANY)),
            examples.createBody()),
        List.of(
            new Success(
                201,
                "The new row, or the new rows in the order of the array.",
                List.of(
                    Header.ETAG_OF_ONE,
                    Header.LOCATION_OF_ONE,
                    Header.PREFERENCE_APPLIED,
                    Header.REPLAYED),
                new Content(answers, shown)),
            new Success(
                200,
                "With `dry_run`: what would be made.",
                List.of(Header.ETAG_OF_ONE, Header.DRY_RUN),
                new Content(answers, List.of())),
            new Success(
                204,
                "With `dry_run` and `Prefer: return=minimal`: it could be made.",
                Header.ETAG_OF_ONE,
                Header.DRY_RUN,
                Header.PREFERENCE_APPLIED)),
        failures(who, Failure.BAD_BODY, Failure.UNSUPPORTED_MEDIA_TYPE));
  }

  private Operation updateMany(Who who) {
    return new Operation(
        "bulkUpdate" + ComponentNames.pascal(resource.name()),
        names.tag(resource),
        "Update many",
        "With an object: changes every row that the query names, each alike; the query needs a"
            + " condition and `max_affected`. With an array: changes each row that it names by"
            + " `id`; the query has none then. All of them, or none. "
            + who.sentence(),
        who.security(),
        selected(),
        new Content(
            List.of(names.of(resource, Kind.UPDATE), names.of(resource, Kind.UPDATE_MANY)),
            examples.updateManyBody()),
        changed(
            new Content(
                List.of(
                    names.of(BuiltIn.AFFECTED_RESPONSE), names.of(resource, Kind.ROWS_RESPONSE)),
                Stream.concat(Stream.of(RowExamples.affected()), examples.several().stream())
                    .toList()),
            "How many rows were changed; of an array, the rows as they are now, in its order."),
        failures(who, Failure.BAD_BODY, Failure.NOT_FOUND, Failure.UNSUPPORTED_MEDIA_TYPE));
  }

  private Operation deleteMany(Who who) {
    return new Operation(
        "bulkDelete" + ComponentNames.pascal(resource.name()),
        names.tag(resource),
        "Delete many",
        "Deletes every row that the query names, for good: all of them, or none. The query needs a"
            + " condition and `max_affected`. "
            + who.sentence(),
        who.security(),
        selected(),
        null,
        changed(
            new Content(
                List.of(names.of(BuiltIn.AFFECTED_RESPONSE)), List.of(RowExamples.affected())),
            "How many rows are gone."),
        failures(who, Failure.BAD_REQUEST));
  }

  private List<String> selected() {
    List<String> keys = new ArrayList<>();
    keys.add(call.maxAffected());
    keys.add(call.dryRun());
    keys.add(call.idempotencyKey());
    keys.add(call.prefer());
    keys.addAll(FilterParameters.of(resource, shared.parameters()));
    return keys;
  }

  private static List<Success> changed(Content content, String description) {
    return List.of(
        new Success(200, description, List.of(Header.REPLAYED, Header.DRY_RUN), content),
        new Success(
            204,
            "With `Prefer: return=minimal`.",
            Header.PREFERENCE_APPLIED,
            Header.REPLAYED,
            Header.DRY_RUN));
  }

  private static List<Failure> failures(Who who, Failure... own) {
    return Stream.of(
            Stream.of(own),
            who.failures(),
            Stream.of(Failure.CONFLICT, Failure.IDEMPOTENCY_MISMATCH))
        .flatMap(s -> s)
        .toList();
  }
}
