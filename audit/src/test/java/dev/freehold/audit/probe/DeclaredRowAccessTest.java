package dev.freehold.audit.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowKey;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the audit concludes from `x-access` about one row.
final class DeclaredRowAccessTest {
  private static final AuditUser A = new AuditUser("A", null, null, "ann", "token-a", null);
  private static final AuditUser B = new AuditUser("B", null, null, "bob", "token-b", null);

  private final List<ResourceCollection> collections = new ArrayList<>();
  private final List<AuditRow> rows = new ArrayList<>();

  private static DescribedOperation reading(boolean isProtected, boolean ofTeam, String access) {
    List<Parameter> headers =
        ofTeam
            ? List.of(
                new Parameter(
                    "Team-Id",
                    Parameter.Location.HEADER,
                    true,
                    JsonSchema.of(new JsonObject().put("type", "string").put("x-ref", "teams")),
                    Optional.empty()))
            : List.of();
    return new DescribedOperation(
        "GET",
        "/rows/{id}",
        "",
        List.of("bearer"),
        isProtected,
        headers,
        Optional.empty(),
        Map.of(),
        List.of(),
        Map.of("x-access", new JsonArray(access.replace('\'', '"'))),
        new JsonObject());
  }

  private ResourceCollection collection(
      String name, DescribedOperation read, Map<String, String> references) {
    ResourceCollection collection =
        new ResourceCollection(
            name,
            "/" + name,
            Optional.of("/" + name + "/{id}"),
            RowKey.of("id", name),
            Optional.empty(),
            Optional.empty(),
            Optional.of(read),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            references,
            Map.of(),
            List.of());
    collections.add(collection);
    return collection;
  }

  private AuditRow row(ResourceCollection of, AuditUser owner, String id, JsonObject values) {
    AuditRow row =
        new AuditRow(
            of, owner, id, "id", Optional.empty(), "/rows", new JsonObject(), values, "", Map.of());
    rows.add(row);
    return row;
  }

  private Certainty mayRead(AuditRow row, AuditUser user) {
    return new DeclaredRowAccess(collections, rows).allowsToRead(row, user);
  }

  private Certainty ofGrants(String access, JsonObject values, AuditUser user) {
    return mayRead(
        row(collection("rows", reading(true, false, access), Map.of()), A, "1", values), user);
  }

  private static JsonObject values(Object... namesAndValues) {
    JsonObject values = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return values;
  }

  @Test
  void onlyTheOwnerOfAnOwnedRow() {
    String access = "[{'who':'owner'},{'who':'role','role':'agent'}]";
    assertThat(ofGrants(access, values(), A)).isEqualTo(Certainty.TRUE);
    assertThat(ofGrants(access, values(), B)).isEqualTo(Certainty.FALSE);
  }

  @Test
  void onlyMembersOfTheTeamWhateverTheGrantIs() {
    for (String access : List.of("[{'who':'team'}]", "[{'who':'user'}]", "[{'who':'public'}]")) {
      AuditRow row =
          row(collection("rows", reading(true, true, access), Map.of()), A, "1", values());
      assertThat(mayRead(row, A)).as(access).isEqualTo(Certainty.TRUE);
      assertThat(mayRead(row, B)).as(access).isEqualTo(Certainty.FALSE);
    }
  }

  @Test
  void whoeverStandsInTheField() {
    String access = "[{'who':'owner'},{'who':'person','field':'assignee_id'}]";
    assertThat(ofGrants(access, values("assignee_id", "bob"), B)).isEqualTo(Certainty.TRUE);
    assertThat(ofGrants(access, values("assignee_id", "cleo"), B)).isEqualTo(Certainty.FALSE);
    assertThat(ofGrants(access, values(), B)).isEqualTo(Certainty.FALSE);
    assertThat(ofGrants(access, values("assignee_id", "bob"), AuditUser.ANONYMOUS))
        .isEqualTo(Certainty.FALSE);
  }

  @Test
  void whoeverStandsInTheList() {
    String access = "[{'who':'person','field':'friends'}]";
    assertThat(ofGrants(access, values("friends", new JsonArray().add("cleo").add("bob")), B))
        .isEqualTo(Certainty.TRUE);
    assertThat(ofGrants(access, values("friends", new JsonArray().add("cleo")), B))
        .isEqualTo(Certainty.FALSE);
  }

  @Test
  void everyoneWhereTheConditionHolds() {
    DescribedOperation read = reading(false, false, "[{'who':'public','where':'not draft'}]");
    ResourceCollection posts = collection("posts", read, Map.of());
    AuditRow draft = row(posts, A, "1", values("draft", true));
    AuditRow published = row(posts, A, "2", values("draft", false));
    AuditRow untold = row(posts, A, "3", values());
    for (AuditUser user : List.of(B, AuditUser.ANONYMOUS)) {
      assertThat(mayRead(draft, user)).isEqualTo(Certainty.FALSE);
      assertThat(mayRead(published, user)).isEqualTo(Certainty.TRUE);
      assertThat(mayRead(untold, user)).isEqualTo(Certainty.UNKNOWN);
    }
  }

  @Test
  void whoeverMayReadTheParent() {
    ResourceCollection tickets =
        collection("tickets", reading(true, false, "[{'who':'owner'}]"), Map.of());
    ResourceCollection comments =
        collection(
            "comments",
            reading(
                true,
                false,
                "[{'via':'ticket','where':'internal = false'},{'who':'owner','of':'ticket'}]"),
            Map.of("ticket_id", "tickets"));
    row(tickets, A, "1", values());
    row(tickets, B, "2", values());
    assertThat(mayRead(row(comments, A, "8", values("ticket_id", 1, "internal", false)), B))
        .isEqualTo(Certainty.FALSE);
    assertThat(mayRead(row(comments, A, "9", values("ticket_id", 2, "internal", true)), B))
        .isEqualTo(Certainty.TRUE);
    assertThat(mayRead(row(comments, A, "10", values("ticket_id", 3, "internal", false)), B))
        .as("a parent of which the audit knows nothing")
        .isEqualTo(Certainty.UNKNOWN);
    assertThat(mayRead(row(comments, A, "11", values("internal", false)), B))
        .as("no parent")
        .isEqualTo(Certainty.FALSE);
  }

  @Test
  void peopleOfRowsThatReferToIt() {
    ResourceCollection classes =
        collection(
            "classes",
            reading(true, false, "[{'who':'person','field':'pupil_id','of':'enrolments'}]"),
            Map.of());
    ResourceCollection enrolments =
        collection(
            "enrolments", reading(true, false, "[{'who':'owner'}]"), Map.of("class_id", "classes"));
    AuditRow first = row(classes, A, "1", values());
    assertThat(mayRead(first, B)).isEqualTo(Certainty.FALSE);
    row(enrolments, A, "7", values("class_id", 1, "pupil_id", "bob"));
    assertThat(mayRead(first, B)).isEqualTo(Certainty.TRUE);
    assertThat(mayRead(row(classes, A, "2", values()), B)).isEqualTo(Certainty.FALSE);
  }

  @Test
  void parentsThatReadEachOtherEnd() {
    ResourceCollection items =
        collection("items", reading(true, false, "[{'via':'item'}]"), Map.of("item_id", "items"));
    assertThat(mayRead(row(items, A, "1", values("item_id", 1)), B)).isEqualTo(Certainty.UNKNOWN);
  }

  @Test
  void aGrantThatItDoesNotKnowIsNoDenial() {
    assertThat(ofGrants("[{'who':'neighbour'}]", values(), B)).isEqualTo(Certainty.UNKNOWN);
    assertThat(ofGrants("['owner']", values(), B)).isEqualTo(Certainty.UNKNOWN);
  }
}
