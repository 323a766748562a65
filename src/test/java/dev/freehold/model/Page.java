package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;
import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Resource;
import java.util.List;
import java.util.Optional;

/// One page of a list.
///
/// @param count empty where the query does not say
/// @param number 0 where the query does not say
/// @param limit 0 where the query does not say
/// @param cursor of the page before; empty on the first
/// @param last the row before the first of this page, as it was when that page was read
record Page(
    Who who,
    Listing listing,
    Showing showing,
    String count,
    int number,
    int limit,
    String cursor,
    Optional<Row> last)
    implements Act {

  @Override
  public Call call() {
    Call call =
        Call.of(who, "GET", listing.path()).query(listing.parameters()).query(showing.parameters());
    call = count.isEmpty() ? call : call.query("count", count);
    call = number == 0 ? call : call.query("page", String.valueOf(number));
    call = limit == 0 ? call : call.query("limit", String.valueOf(limit));
    return cursor.isEmpty() ? call : call.query("cursor", cursor);
  }

  Page after(String next, Row row) {
    return new Page(who, listing, showing, count, 0, limit, next, Optional.of(row));
  }

  @Override
  public Outcome outcome(Store store) {
    if (listing.parent().isPresent()) {
      Listing.Parent parent = listing.parent().get();
      Outcome above = Outcome.granted(who, parent.resource(), Operation.READ);
      if (above.fails()) {
        // Whether the parent or the child is refused first, nothing is told.
        return new Outcome(
            List.of(above.faults().getFirst(), Outcome.Fault.of(404, "NOT_FOUND")), false);
      }
      Outcome below = Outcome.granted(who, listing.resource(), Operation.READ);
      if (below.fails()) {
        return new Outcome(
            List.of(below.faults().getFirst(), Outcome.Fault.of(404, "NOT_FOUND")), false);
      }
      return store
              .row(parent.resource(), parent.id())
              .filter(r -> who.may(parent.resource(), Operation.READ, r))
              .isPresent()
          ? Outcome.SUCCESS
          : Outcome.notFound();
    }
    return Outcome.granted(who, listing.resource(), Operation.READ);
  }

  private int size() {
    return limit == 0 ? listing.resource().limit() : limit;
  }

  /// The rows of this page and one more.
  List<Row> rows(Store store) {
    List<Row> all = listing.rows(who, store);
    int skip = Math.max(0, number - 1) * size();
    return all.stream()
        .filter(r -> last.isEmpty() || listing.order().compare(last.get(), r) < 0)
        .skip(skip)
        .limit(size() + 1L)
        .toList();
  }

  @Override
  public void done(Store store, Answer answer) {
    Act.status(200, answer);
    Resource resource = listing.resource();
    List<Row> rows = rows(store);
    List<Object> expected =
        rows.stream()
            .limit(size())
            .<Object>map(r -> showing.json(who, store, resource, r))
            .toList();
    Unsure.check("rows", expected, Tree.at(answer.data(), resource.name()));
    Object pagination = Tree.at(answer.data(), "pagination");
    Object first =
        Tree.list(Tree.at(answer.data(), resource.name())).stream().findFirst().orElse(Tree.NULL);
    if (first instanceof java.util.Map<?, ?> map) {
      // What is compared as a tree has no order, but an answer has one.
      List<Object> names = List.copyOf(map.keySet());
      assertThat(names)
          .as("the order of a row's members")
          .startsWith(
              who.reads(resource).stream()
                  .map(Shape.Field::name)
                  .filter(n -> showing.fields().isEmpty() || showing.fields().contains(n))
                  .toArray());
    }
    boolean more = rows.size() > size();
    assertThat(Tree.at(pagination, "nextCursor") != Tree.NULL).as("a next cursor").isEqualTo(more);
    equal(pagination, "limit", size());
    if (cursor.isEmpty()) {
      equal(pagination, "page", Math.max(1, number));
    } else {
      assertThat(Tree.at(pagination, "page")).isEqualTo(Tree.NULL);
    }
    boolean counted = count.isEmpty() ? cursor.isEmpty() : !count.equals("none");
    if (counted) {
      int total = listing.rows(who, store).size();
      equal(pagination, "total", total);
      if (cursor.isEmpty()) {
        equal(pagination, "totalPages", (total + size() - 1) / size());
      }
    } else {
      assertThat(Tree.at(pagination, "total")).as("total").isEqualTo(Tree.NULL);
      assertThat(Tree.at(pagination, "totalPages")).as("totalPages").isEqualTo(Tree.NULL);
    }
    Object relation = count.equals("estimated") ? "eq" : Tree.NULL;
    assertThat(Tree.at(pagination, "totalRelation")).as("totalRelation").isEqualTo(relation);
    assertThat(answer.header("Link").contains("rel=\"next\"")).as("a next link").isEqualTo(more);
  }

  private static void equal(Object pagination, String name, int expected) {
    assertThat(Tree.at(pagination, name)).as(name).isEqualTo(Tree.number(expected));
  }

  /// Of an answer that was found good.
  static String next(Answer answer) {
    Object next = Tree.at(answer.data(), "pagination", "nextCursor");
    return next instanceof String text ? text : "";
  }
}
