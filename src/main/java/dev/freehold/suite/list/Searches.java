package dev.freehold.suite.list;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TextSearch;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Samples;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `q` finds a row by what stands in each of its fields.
public final class Searches {
  private static final int LONGEST = 200;

  private Searches() {}

  public static void add(Cases cases, ResourcePlan resource) {
    TextSearch search = resource.search();
    Optional<Who> maker =
        cases.world().owner(resource).filter(owner -> owner.any(resource, Operation.READ));
    if (maker.isEmpty()) {
      return;
    }
    Who owner = maker.get();
    String path = "/" + resource.name();
    if (search == null) {
      cases.add(
          "GET " + path + "?q=… › 400: it has no search",
          story -> story.send(owner, "GET", path).query("q", "x").invalid("q", "unknown"));
      return;
    }
    for (String field : search.columns()) {
      cases.add(
          "GET " + path + "?q=… › found by its " + field + ", and no other row",
          story -> {
            Column column = resource.table().column(field);
            String text = text(column, 1);
            if (!owner.creates(resource, field)) {
              throw new Unmakeable("whoever makes a row does not choose " + field);
            }
            story.own();
            Made sought = story.row(resource, owner, Map.of(field, text));
            Made other = story.row(resource, owner, Map.of(field, text(column, 2)));
            String ids = sought.id() + "," + other.id();
            List<String> found = List.of(sought.id());
            story
                .list(owner, resource)
                .query("q", text.toUpperCase(Locale.ROOT))
                .query("id[in]", ids)
                .status(200)
                .rows("data." + resource.name(), found, false);
            story
                .list(owner, resource)
                .query("q", "xqzjvkw")
                .query("id[in]", ids)
                .status(200)
                .rows("data." + resource.name(), List.of(), false);
          });
    }
  }

  /// Far from the numbers that other fields of these rows have.
  private static String text(Column column, int n) {
    return Samples.of(column, 40_000 + n * 997)
        .map(Object::toString)
        .filter(t -> t.length() <= LONGEST)
        .orElseThrow(
            () -> new Unmakeable("no text of " + column.name() + " is short enough to search for"));
  }
}
