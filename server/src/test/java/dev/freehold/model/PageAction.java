package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.List;
import java.util.Optional;

/// One page of a list.
///
/// @param count empty if it is not in the query
/// @param number 0 if it is not in the query
/// @param limit 0 if it is not in the query
/// @param cursor the cursor from the previous page; empty for the first page
/// @param last the last row of the previous page, as it was when that page was read
record PageAction(
    ModelUser actor,
    ModelListQuery query,
    ModelProjection projection,
    String count,
    int number,
    int limit,
    String cursor,
    Optional<ModelRow> last)
    implements ModelAction {

  @Override
  public ModelRequest call() {
    ModelRequest call =
        ModelRequest.of(actor, "GET", query.path())
            .query(query.parameters())
            .query(projection.parameters());
    call = count.isEmpty() ? call : call.query("count", count);
    call = number == 0 ? call : call.query("page", String.valueOf(number));
    call = limit == 0 ? call : call.query("limit", String.valueOf(limit));
    return cursor.isEmpty() ? call : call.query("cursor", cursor);
  }

  PageAction after(String next, ModelRow row) {
    return new PageAction(actor, query, projection, count, 0, limit, next, Optional.of(row));
  }

  @Override
  public ExpectedOutcome outcome(ModelStore store) {
    if (query.parent().isPresent()) {
      ModelListQuery.Parent parent = query.parent().get();
      ExpectedOutcome above =
          ExpectedOutcome.forAccess(actor, store, parent.resource(), Operation.READ);
      if (above.fails()) {
        // The order of the checks of parent and child is not specified; neither discloses anything.
        return new ExpectedOutcome(
            List.of(above.faults().getFirst(), ExpectedOutcome.ExpectedError.of(404, "NOT_FOUND")),
            false);
      }
      ExpectedOutcome below =
          ExpectedOutcome.forAccess(actor, store, query.resource(), Operation.READ);
      if (below.fails()) {
        return new ExpectedOutcome(
            List.of(below.faults().getFirst(), ExpectedOutcome.ExpectedError.of(404, "NOT_FOUND")),
            false);
      }
      return store
              .row(parent.resource(), parent.id())
              .filter(r -> store.permits(actor, parent.resource(), Operation.READ, r))
              .isPresent()
          ? ExpectedOutcome.SUCCESS
          : ExpectedOutcome.notFound();
    }
    return ExpectedOutcome.forAccess(actor, store, query.resource(), Operation.READ);
  }

  private int size() {
    return limit == 0 ? query.resource().limit() : limit;
  }

  /// The rows of this page and the next row.
  List<ModelRow> rows(ModelStore store) {
    List<ModelRow> all = query.rows(actor, store);
    int skip = Math.max(0, number - 1) * size();
    return all.stream()
        .filter(r -> last.isEmpty() || query.order().compare(last.get(), r) < 0)
        .skip(skip)
        .limit(size() + 1L)
        .toList();
  }

  @Override
  public void applySuccess(ModelStore store, Answer answer) {
    ModelAction.status(200, answer);
    Resource resource = query.resource();
    List<ModelRow> rows = rows(store);
    List<Object> expected =
        rows.stream()
            .limit(size())
            .<Object>map(r -> projection.json(actor, store, resource, r))
            .toList();
    ServerAssignedValue.check("rows", expected, JsonTree.at(answer.data(), resource.name()));
    Object pagination = JsonTree.at(answer.data(), "pagination");
    Object first =
        JsonTree.list(JsonTree.at(answer.data(), resource.name())).stream()
            .findFirst()
            .orElse(JsonTree.NULL);
    if (first instanceof java.util.Map<?, ?> map) {
      // Trees have no order of members, so the order of the fields is compared separately.
      List<Object> names = List.copyOf(map.keySet());
      assertThat(names)
          .as("the order of a row's members")
          .startsWith(
              actor.reads(resource).stream()
                  .map(ModelSpec.Field::name)
                  .filter(n -> projection.fields().isEmpty() || projection.fields().contains(n))
                  .toArray());
    }
    boolean more = rows.size() > size();
    assertThat(JsonTree.at(pagination, "nextCursor") != JsonTree.NULL)
        .as("a next cursor")
        .isEqualTo(more);
    equal(pagination, "limit", size());
    if (cursor.isEmpty()) {
      equal(pagination, "page", Math.max(1, number));
    } else {
      assertThat(JsonTree.at(pagination, "page")).isEqualTo(JsonTree.NULL);
    }
    boolean counted = count.isEmpty() ? cursor.isEmpty() : !count.equals("none");
    if (counted) {
      int total = query.rows(actor, store).size();
      equal(pagination, "total", total);
      if (cursor.isEmpty()) {
        equal(pagination, "totalPages", (total + size() - 1) / size());
      }
    } else {
      assertThat(JsonTree.at(pagination, "total")).as("total").isEqualTo(JsonTree.NULL);
      assertThat(JsonTree.at(pagination, "totalPages")).as("totalPages").isEqualTo(JsonTree.NULL);
    }
    Object relation = count.equals("estimated") ? "eq" : JsonTree.NULL;
    assertThat(JsonTree.at(pagination, "totalRelation")).as("totalRelation").isEqualTo(relation);
    assertThat(answer.header("Link").contains("rel=\"next\"")).as("a next link").isEqualTo(more);
  }

  private static void equal(Object pagination, String name, int expected) {
    assertThat(JsonTree.at(pagination, name)).as(name).isEqualTo(JsonTree.number(expected));
  }

  /// The next cursor of a checked response.
  static String next(Answer answer) {
    Object next = JsonTree.at(answer.data(), "pagination", "nextCursor");
    return next instanceof String text ? text : "";
  }
}
