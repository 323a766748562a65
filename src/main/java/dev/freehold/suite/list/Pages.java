package dev.freehold.suite.list;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.Expect;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Who;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Walks through lists, and what a page may be asked.
public final class Pages {
  private static final int ROWS = 7;

  private final Cases cases;
  private final ResourcePlan resource;
  private final Who owner;
  private final String path;

  private Pages(Cases cases, ResourcePlan resource, Who owner) {
    this.cases = cases;
    this.resource = resource;
    this.owner = owner;
    this.path = "/" + resource.name();
  }

  public static void add(Cases cases, ResourcePlan resource) {
    cases
        .world()
        .owner(resource)
        .filter(owner -> owner.any(resource, Operation.READ))
        .ifPresent(
            owner -> {
              Pages pages = new Pages(cases, resource, owner);
              pages.walks();
              pages.counts();
              pages.bounds();
              pages.cursors();
              pages.unknown();
            });
  }

  private List<Made> rows(Story story) {
    List<Made> rows = new ArrayList<>();
    for (int i = Math.min(ROWS, cases.world().most(resource)); i > 0; i--) {
      rows.add(story.row(resource, owner));
    }
    return rows;
  }

  private static String ids(List<Made> rows) {
    return String.join(",", rows.stream().map(Made::id).toList());
  }

  private void walks() {
    int limit = Math.min(3, resource.limit().max());
    for (boolean byCursor : new boolean[] {false, true}) {
      String by = byCursor ? "by cursor" : "by page";
      cases.add(
          "GET " + path + " " + by + " › each row once, in the spec's order",
          story -> {
            for (Table.Key key : resource.sort()) {
              if (resource.table().column(key.column()).reference() != null) {
                throw new Unmakeable("the order is that of ids which the server makes");
              }
            }
            List<Made> rows = rows(story);
            List<String> order =
                Orders.standard(resource, rows).stream().map(rows::get).map(Made::id).toList();
            Line ask = ask(rows);
            story.walk(owner, ask, byCursor, limit, resource.name(), order);
          });
      cases.add(
          "GET " + path + "?sort=-id " + by + " › each row once, the last one first",
          story -> {
            List<Made> rows = rows(story);
            List<String> order = rows.reversed().stream().map(Made::id).toList();
            Line ask = ask(rows).query("sort", "-id");
            story.walk(owner, ask, byCursor, limit, resource.name(), order);
          });
    }
  }

  private Line ask(List<Made> rows) {
    return Story.ask(owner, path).query(cases.world().neutral(resource)).query("id[in]", ids(rows));
  }

  private void counts() {
    cases.add(
        "GET " + path + "?count=… › exact, estimated and none",
        story -> {
          List<Made> rows = rows(story);
          int size = rows.size();
          story
              .list(owner, resource)
              .query("id[in]", ids(rows))
              .query("limit", "1")
              .status(200)
              .part("data.pagination.page", 1)
              .part("data.pagination.limit", 1)
              .part("data.pagination.total", size)
              .part("data.pagination.totalPages", size);
          story
              .list(owner, resource)
              .query("id[in]", ids(rows))
              .query("count", "estimated")
              .status(200)
              .part("data.pagination.total", size)
              .part("data.pagination.totalRelation", "eq");
          story
              .list(owner, resource)
              .query("id[in]", ids(rows))
              .query("count", "none")
              .status(200)
              .expect(new Expect.HasNo("\"totalPages\""));
          story
              .list(owner, resource)
              .query("id[in]", ids(rows))
              .query("page", "1000")
              .status(200)
              .rows("data." + resource.name(), List.of(), true)
              .part("data.pagination.total", size)
              .part("data.pagination.nextCursor", null);
        });
    cases.add(
        "GET " + path + "?fields=id › the id and nothing else",
        story -> {
          Made row = story.row(resource, owner);
          story
              .list(owner, resource)
              .query("id[in]", row.id())
              .query("fields", "id")
              .status(200)
              .keys("data." + resource.name() + ".0", Set.of("id"));
          story
              .send(owner, "GET", row.path())
              .query("fields", "id")
              .status(200)
              .keys("data", Set.of("id"));
        });
  }

  private void bounds() {
    int max = resource.limit().max();
    cases.add(
        "GET " + path + "?limit=… › from 1 to " + max,
        story -> {
          story
              .send(owner, "GET", path)
              .query("limit", String.valueOf(max))
              .status(200)
              .part("data.pagination.limit", max);
          story
              .send(owner, "GET", path)
              .status(200)
              .part("data.pagination.limit", resource.limit().standard());
          for (String bad : List.of("0", "-1", String.valueOf(max + 1), "1000000000000")) {
            story
                .send(owner, "GET", path)
                .query("limit", bad)
                .invalid("limit", "out_of_range", "type", "format");
          }
          story
              .send(owner, "GET", path)
              .query("page", "0")
              .invalid("page", "out_of_range", "type", "format");
        });
  }

  private void cursors() {
    cases.add(
        "GET " + path + "?cursor=… › one that was not given out, or to another › 400",
        story -> {
          story.send(owner, "GET", path).query("cursor", "x").invalid("cursor", "invalid_cursor");
          List<Made> rows = rows(story);
          if (rows.size() < 2) {
            return;
          }
          story
              .list(owner, resource)
              .query("user_id", "{owner.id}")
              .query("limit", "1")
              .status(200)
              .save("next", "data.pagination.nextCursor");
          story
              .list(owner, resource)
              .query("user_id[ne]", "{owner.id}")
              .query("cursor", "{next}")
              .invalid("cursor", "invalid_cursor");
          if (Who.OTHER.any(resource, Operation.READ)) {
            story
                .list(Who.OTHER, resource)
                .query("user_id", "{owner.id}")
                .query("limit", "1")
                .query("cursor", "{next}")
                .invalid("cursor", "invalid_cursor");
          }
        });
  }

  private void unknown() {
    cases.add(
        "GET " + path + " › a parameter that is not there › 400",
        story -> {
          story
              .send(owner, "GET", path)
              .query("no_such_parameter", "1")
              .invalid("no_such_parameter", "unknown");
          story.send(owner, "GET", path).query("sort", "no_such_field").invalid("sort", "unknown");
          story
              .send(owner, "GET", path)
              .query("limit", "1")
              .query("limit", "2")
              .invalid("limit", "repeated");
        });
    cases.add(
        "PUT " + path + " › no such method › 405",
        story ->
            story
                .send(owner, "PUT", path)
                .body(Map.of())
                .refused(405, "METHOD_NOT_ALLOWED")
                .head("Allow", "*"));
  }
}
