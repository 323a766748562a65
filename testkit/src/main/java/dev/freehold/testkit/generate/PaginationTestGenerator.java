package dev.freehold.testkit.generate;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.Expectation;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Tests pages and cursors of lists, and the limits of their parameters.
final class PaginationTestGenerator extends ResourceTestGenerator {
  private static final int ROWS = 7;

  private PaginationTestGenerator(TestCaseCollector cases, ResourcePlan resource, TestActor owner) {
    super(cases, resource, owner);
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .filter(owner -> owner.mayAccessSomeRow(resource, CrudOperation.READ))
        .ifPresent(
            owner -> {
              PaginationTestGenerator pages = new PaginationTestGenerator(cases, resource, owner);
              pages.walks();
              pages.counts();
              pages.bounds();
              pages.cursors();
              pages.unknown();
            });
  }

  private List<CreatedRow> rows(TestCaseBuilder test) {
    List<CreatedRow> rows = new ArrayList<>();
    for (int i = Math.min(ROWS, cases.api().maxDistinctRows(resource)); i > 0; i--) {
      rows.add(test.createRow(resource, owner));
    }
    return rows;
  }

  private static String ids(List<CreatedRow> rows) {
    return String.join(",", rows.stream().map(CreatedRow::id).toList());
  }

  private void walks() {
    int limit = Math.min(3, resource.limit().max());
    for (boolean byCursor : new boolean[] {false, true}) {
      String by = byCursor ? "by cursor" : "by page";
      cases.add(
          "GET " + path + " " + by + " › each row once, in the spec's order",
          test -> {
            for (TablePlan.Key key : resource.sort()) {
              if (resource.table().column(key.column()).reference() != null) {
                throw new SampleUnavailableException("the order depends on generated ids");
              }
            }
            List<CreatedRow> rows = rows(test);
            List<String> order =
                SortTestGenerator.standard(resource, rows).stream()
                    .map(rows::get)
                    .map(CreatedRow::id)
                    .toList();
            TestStepBuilder ask = ask(rows);
            test.paginate(owner, ask, byCursor, limit, resource.name(), order);
          });
      cases.add(
          "GET " + path + "?sort=-id " + by + " › each row once, the last one first",
          test -> {
            List<CreatedRow> rows = rows(test);
            List<String> order = rows.reversed().stream().map(CreatedRow::id).toList();
            TestStepBuilder ask = ask(rows).query("sort", "-id");
            test.paginate(owner, ask, byCursor, limit, resource.name(), order);
          });
    }
  }

  private TestStepBuilder ask(List<CreatedRow> rows) {
    return TestCaseBuilder.detachedRequest(owner, path)
        .query(cases.api().unfilteredParameters(resource))
        .query("id[in]", ids(rows));
  }

  private void counts() {
    cases.add(
        "GET " + path + "?count=… › exact, estimated and none",
        test -> {
          List<CreatedRow> rows = rows(test);
          int size = rows.size();
          test.list(owner, resource)
              .query("id[in]", ids(rows))
              .query("limit", "1")
              .expectStatus(200)
              .expectBodyPart("data.pagination.page", 1)
              .expectBodyPart("data.pagination.limit", 1)
              .expectBodyPart("data.pagination.total", size)
              .expectBodyPart("data.pagination.totalPages", size);
          test.list(owner, resource)
              .query("id[in]", ids(rows))
              .query("count", "estimated")
              .expectStatus(200)
              .expectBodyPart("data.pagination.total", size)
              .expectBodyPart("data.pagination.totalRelation", "eq");
          test.list(owner, resource)
              .query("id[in]", ids(rows))
              .query("count", "none")
              .expectStatus(200)
              .expect(new Expectation.BodyOmits("\"totalPages\""));
          test.list(owner, resource)
              .query("id[in]", ids(rows))
              .query("page", "1000")
              .expectStatus(200)
              .expectExactRows("data." + resource.name(), List.of(), true)
              .expectBodyPart("data.pagination.total", size)
              .expectBodyPart("data.pagination.nextCursor", null);
        });
    cases.add(
        "GET " + path + "?fields=id › the id and nothing else",
        test -> {
          CreatedRow row = test.createRow(resource, owner);
          test.list(owner, resource)
              .query("id[in]", row.id())
              .query("fields", "id")
              .expectStatus(200)
              .expectExactKeys("data." + resource.name() + ".0", Set.of("id"));
          test.send(owner, "GET", row.path())
              .query("fields", "id")
              .expectStatus(200)
              .expectExactKeys("data", Set.of("id"));
        });
  }

  private void bounds() {
    int max = resource.limit().max();
    cases.add(
        "GET " + path + "?limit=… › from 1 to " + max,
        test -> {
          test.send(owner, "GET", path)
              .query("limit", String.valueOf(max))
              .expectStatus(200)
              .expectBodyPart("data.pagination.limit", max);
          test.send(owner, "GET", path)
              .expectStatus(200)
              .expectBodyPart("data.pagination.limit", resource.limit().defaultLimit());
          for (String bad : List.of("0", "-1", String.valueOf(max + 1), "1000000000000")) {
            test.send(owner, "GET", path)
                .query("limit", bad)
                .expectValidationError("limit", "out_of_range", "type", "format");
          }
          test.send(owner, "GET", path)
              .query("page", "0")
              .expectValidationError("page", "out_of_range", "type", "format");
        });
  }

  private void cursors() {
    cases.add(
        "GET " + path + "?cursor=… › an invalid cursor, or one of another query or user › 400",
        test -> {
          test.send(owner, "GET", path)
              .query("cursor", "x")
              .expectValidationError("cursor", "invalid_cursor");
          List<CreatedRow> rows = rows(test);
          if (rows.size() < 2) {
            return;
          }
          String all = rows.stream().map(CreatedRow::id).collect(Collectors.joining(","));
          test.list(owner, resource)
              .query("id[in]", all)
              .query("limit", "1")
              .expectStatus(200)
              .save("next", "data.pagination.nextCursor");
          test.list(owner, resource)
              .query("id[in]", rows.getFirst().id())
              .query("cursor", "{next}")
              .expectValidationError("cursor", "invalid_cursor");
          if (TestActor.OTHER.mayAccessSomeRow(resource, CrudOperation.READ)) {
            test.list(TestActor.OTHER, resource)
                .query("id[in]", all)
                .query("limit", "1")
                .query("cursor", "{next}")
                .expectValidationError("cursor", "invalid_cursor");
          }
        });
  }

  private void unknown() {
    cases.add(
        "GET " + path + " › an unknown parameter › 400",
        test -> {
          test.send(owner, "GET", path)
              .query("no_such_parameter", "1")
              .expectValidationError("no_such_parameter", "unknown");
          test.send(owner, "GET", path)
              .query("sort", "no_such_field")
              .expectValidationError("sort", "unknown");
          test.send(owner, "GET", path)
              .query("limit", "1")
              .query("limit", "2")
              .expectValidationError("limit", "repeated");
        });
    cases.add(
        "PUT " + path + " › an unsupported method › 405",
        test ->
            test.send(owner, "PUT", path)
                .body(Map.of())
                .expectRefusal(405, "METHOD_NOT_ALLOWED")
                .expectHeader("Allow", "*"));
  }
}
