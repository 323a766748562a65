package dev.freehold.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The tools of the help desk: what each person is offered, and that nothing else is reached.
final class McpEndpointTest {
  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.example("helpdesk"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static McpClient person(String... roles) {
    return scenario.mcp(scenario.person(roles));
  }

  private static int ticket(McpClient client, String subject) {
    return client
        .call("tickets_create", "{\"subject\":\"" + subject + "\",\"body\":\"It smokes\"}")
        .getInteger("id");
  }

  private static List<Object> ids(McpClient client, String arguments) {
    return client.call("tickets_list", arguments).getJsonArray("tickets").stream()
        .map(row -> ((JsonObject) row).getValue("id"))
        .toList();
  }

  @Test
  void aPersonIsOfferedWhatThePersonMayDo() {
    assertThat(scenario.mcp(null).names())
        .containsExactly("products_list", "products_summary", "products_get");
    assertThat(person().names())
        .containsExactly(
            "products_list",
            "products_summary",
            "products_get",
            "tags_list",
            "tags_summary",
            "tags_get",
            "tickets_list",
            "tickets_summary",
            "tickets_get",
            "tickets_create",
            "tickets_update",
            "comments_list",
            "comments_summary",
            "comments_get",
            "comments_create",
            "comments_update",
            "ratings_list",
            "ratings_summary",
            "ratings_get",
            "ratings_create");
    assertThat(person("lead").names())
        .contains("products_create", "products_delete", "tags_delete", "tickets_delete")
        .doesNotContain("tags_create", "ratings_update", "ratings_delete");
  }

  @Test
  void aToolHasTheFieldsThatItsCallerMayWrite() {
    assertThat(person().properties("tickets_create").fieldNames())
        .contains("subject", "body", "product_id")
        .doesNotContain("priority", "assignee_id", "user_id", "solved_at", "id");
    assertThat(person("agent").properties("tickets_create").fieldNames())
        .contains("priority", "assignee_id");
    assertThat(person().tool("tickets_list").getString("description"))
        .contains("status new|open|pending|solved|closed");
    String moves = person().properties("tickets_update").getJsonObject("status").encode();
    assertThat(moves).contains("solved->open").doesNotContain("closed->open");
    String ofLead = person("lead").properties("tickets_update").getJsonObject("status").encode();
    assertThat(ofLead).contains("closed->open");
  }

  @Test
  void toolsSayWhetherTheyChangeSomething() {
    Map<String, String> hints = new TreeMap<>();
    for (JsonObject tool : person("lead").tools()) {
      JsonObject annotations = tool.getJsonObject("annotations");
      hints.put(
          tool.getString("name").replaceAll(".*_", ""),
          annotations.getBoolean("readOnlyHint") + " " + annotations.getBoolean("destructiveHint"));
    }
    assertThat(hints)
        .isEqualTo(
            Map.of(
                "list", "true null",
                "summary", "true null",
                "get", "true null",
                "create", "false false",
                "update", "false true",
                "delete", "false true"));
  }

  @Test
  void namesAreThoseThatModelsTakeAndResourcesAreShort() {
    Set<String> names = new HashSet<>();
    Map<String, Integer> bytes = new TreeMap<>();
    for (JsonObject tool : person("agent", "lead").tools()) {
      String name = tool.getString("name");
      assertThat(names.add(name)).as(name).isTrue();
      assertThat(name).matches("^[a-zA-Z0-9_-]{1,64}$");
      tool.getJsonObject("inputSchema")
          .getJsonObject("properties")
          .fieldNames()
          .forEach(property -> assertThat(property).matches("^[a-zA-Z0-9_.-]{1,64}$"));
      bytes.merge(name.substring(0, name.lastIndexOf('_')), tool.toBuffer().length(), Integer::sum);
    }
    assertThat(bytes.keySet())
        .containsExactly("comments", "products", "ratings", "tags", "tickets");
    // 2,000 tokens at about four bytes each.
    bytes.forEach((resource, size) -> assertThat(size).as(resource).isLessThan(8_000));
  }

  @Test
  void aPersonWorksWithTheOwnRowsAndWithNoOthers() {
    McpClient ann = person();
    McpClient bob = person();
    int id = ticket(ann, "Printer");
    assertThat(ann.call("tickets_get", "{\"id\":" + id + "}").getString("subject"))
        .isEqualTo("Printer");
    assertThat(ids(ann, "{}")).containsExactly(id);
    assertThat(
            ann.call("tickets_update", "{\"id\":" + id + ",\"subject\":\"Old printer\"}")
                .getString("subject"))
        .isEqualTo("Old printer");
    assertThat(ids(bob, "{}")).isEmpty();
    assertThat(ids(bob, "{\"where\":[{\"field\":\"id\",\"value\":" + id + "}]}")).isEmpty();
    assertThat(bob.refusal("tickets_get", "{\"id\":" + id + "}")).isEqualTo("NOT_FOUND");
    assertThat(bob.refusal("tickets_get", "{\"id\":999999}")).isEqualTo("NOT_FOUND");
    assertThat(bob.refusal("tickets_update", "{\"id\":" + id + ",\"subject\":\"Mine\"}"))
        .isEqualTo("NOT_FOUND");
    String comment = "{\"ticket_id\":" + id + ",\"body\":\"Me too\"}";
    assertThat(bob.refusal("comments_create", comment))
        .isEqualTo(bob.refusal("comments_create", comment.replace("" + id, "999999")))
        .startsWith("VALIDATION_ERROR ticket_id");
    assertThat(ids(person("agent"), "{\"where\":[{\"field\":\"id\",\"value\":" + id + "}]}"))
        .containsExactly(id);
  }

  @Test
  void aToolOfAnotherRoleDoesNotExist() {
    McpClient ann = person();
    int id = ticket(ann, "Printer");
    JsonObject foreign = ann.answer("tickets_delete", new JsonObject().put("id", id));
    assertThat(foreign).isEqualTo(ann.answer("cars_delete", new JsonObject().put("id", id)));
    assertThat(foreign.getJsonObject("error").getInteger("code")).isEqualTo(-32602);
    assertThat(scenario.mcp(null).answer("tickets_list", new JsonObject()))
        .isEqualTo(scenario.mcp(null).answer("cars_list", new JsonObject()));
    assertThat(ids(ann, "{}")).containsExactly(id);
    McpClient lead = person("lead");
    assertThat(lead.call("tickets_delete", "{\"id\":" + id + ",\"dry_run\":true}").encode())
        .isEqualTo("{\"deleted\":false}");
    assertThat(lead.call("tickets_delete", "{\"id\":" + id + "}").encode())
        .isEqualTo("{\"deleted\":true}");
    assertThat(ids(ann, "{}")).isEmpty();
  }

  @Test
  void aFieldThatTheCallerMayNotWriteIsRefusedAndNothingIsWritten() {
    McpClient ann = person();
    int id = ticket(ann, "Printer");
    assertThat(
            ann.refusal(
                "tickets_create", "{\"subject\":\"a\",\"body\":\"b\",\"priority\":\"low\"}"))
        .isEqualTo("VALIDATION_ERROR priority read_only");
    assertThat(ann.refusal("tickets_update", "{\"id\":" + id + ",\"status\":\"closed\"}"))
        .isEqualTo("CONFLICT status move");
    assertThat(ann.refusal("tickets_update", "{\"id\":" + id + ",\"user_id\":\"x\"}"))
        .startsWith("VALIDATION_ERROR user_id");
    assertThat(ids(ann, "{}")).containsExactly(id);
  }

  @Test
  void conditionsAreThoseOfAQuery() {
    McpClient ann = person();
    int first = ticket(ann, "Paper, \\\"A4\\\" (white)");
    int second = ticket(ann, "Toner");
    for (String condition :
        List.of(
            "{'field':'subject','value':'Paper, \\\"A4\\\" (white)'}",
            "{'field':'subject','op':'in','value':['Paper, \\\"A4\\\" (white)','x']}",
            "{'field':'subject','value':['Paper, \\\"A4\\\" (white)']}",
            "{'field':'subject','op':'startsWith','value':'Paper'}",
            "{'field':'id','op':'between','value':[0," + first + "]}",
            "{'field':'id','op':'lt','value':" + second + "}")) {
      String where = "{\"where\":[" + condition.replace('\'', '"') + "]}";
      assertThat(ids(ann, where)).as(where).containsExactly(first);
    }
    assertThat(ids(ann, "{\"where\":[{\"field\":\"product_id\",\"value\":null}],\"sort\":\"id\"}"))
        .containsExactly(first, second);
    assertThat(ids(ann, "{\"where\":[{\"field\":\"product_id\",\"op\":\"ne\",\"value\":null}]}"))
        .isEmpty();
    assertThat(ids(ann, "{\"q\":\"toner\",\"fields\":[\"id\"],\"include\":[\"user\"]}"))
        .containsExactly(second);
    ann.call("comments_create", "{\"ticket_id\":" + first + ",\"body\":\"A4\"}");
    ann.call("comments_create", "{\"ticket_id\":" + second + ",\"body\":\"Black\"}");
    String toner = "{\"where\":[{\"field\":\"ticket.subject\",\"value\":\"Toner\"}]}";
    assertThat(ann.call("comments_list", toner).getJsonArray("comments"))
        .singleElement()
        .satisfies(row -> assertThat(((JsonObject) row).getString("body")).isEqualTo("Black"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"field\":\"or\",\"value\":\"(id.gt.0)\"}]|where[0] unknown",
        "[{\"field\":\"limit\",\"value\":1}]|where[0] unknown",
        "[{\"field\":\"id[gt]\",\"value\":1}]|where[0] unknown",
        "[{\"field\":\"id\"}]|where[0] type",
        "[{\"field\":\"id\",\"value\":1,\"or\":1}]|where[0] type",
        "[{\"field\":\"id\",\"op\":\"lt\",\"value\":null}]|where[0] type",
        "[{\"field\":\"id\",\"value\":[[1]]}]|where[0] type",
        "[{\"field\":\"id\",\"value\":{}}]|where[0] type",
        "[1]|where[0] type",
        "\"id=1\"|where type",
        "[{\"field\":\"id\",\"op\":\"like\",\"value\":1}]|id[like] bad_operator",
        "[{\"field\":\"colour\",\"value\":1}]|colour unknown",
        "[{\"field\":\"user.email\",\"value\":1}]|user.email unknown"
      })
  void aConditionThatCannotBeReadIsRefused(String where, String fault) {
    assertThat(person().refusal("tickets_list", "{\"where\":" + where + "}"))
        .startsWith("VALIDATION_ERROR " + fault);
  }

  @Test
  void aSummaryIsOfTheRowsOfThePerson() {
    McpClient ann = person();
    McpClient bob = person();
    ticket(ann, "One");
    int last = ticket(ann, "Two");
    ticket(bob, "Three");
    assertThat(ann.call("tickets_summary", "{}").getJsonArray("groups").encode())
        .isEqualTo("[{\"count\":2}]");
    JsonObject figures =
        ann.call(
                "tickets_summary",
                "{\"group\":[\"status\",\"year(created_at)\"],\"count\":true,\"max\":[\"created_at\"],"
                    + "\"sort\":\"-count\",\"limit\":5,\"q\":\"smokes\","
                    + "\"where\":[{\"field\":\"subject\",\"value\":\"Two\"}]}")
            .getJsonArray("groups")
            .getJsonObject(0);
    assertThat(figures.getInteger("count")).isEqualTo(1);
    assertThat(figures.getString("status")).isEqualTo("new");
    assertThat(figures.getJsonObject("max").getString("created_at"))
        .isEqualTo(ann.call("tickets_get", "{\"id\":" + last + "}").getString("created_at"));
    assertThat(ann.refusal("tickets_summary", "{\"group\":[\"colour\"],\"page\":1}"))
        .isEqualTo("VALIDATION_ERROR page unknown");
    assertThat(ann.refusal("tickets_summary", "{\"group\":[\"colour\"]}"))
        .startsWith("VALIDATION_ERROR group");
  }

  @Test
  void argumentsThatAToolDoesNotKnowAreRefused() {
    McpClient ann = person();
    assertThat(ann.refusal("tickets_list", "{\"page\":1,\"id\":2,\"limit\":[]}"))
        .isEqualTo("VALIDATION_ERROR limit type page unknown id unknown");
    assertThat(ann.refusal("tickets_get", "{}")).isEqualTo("VALIDATION_ERROR id required");
    assertThat(ann.refusal("tickets_get", "{\"id\":\"../x\"}")).startsWith("VALIDATION_ERROR id");
    assertThat(ann.refusal("tickets_get", "{\"id\":1,\"team_id\":\"x\"}"))
        .isEqualTo("VALIDATION_ERROR team_id unknown");
    assertThat(ann.refusal("tickets_list", "{\"fields\":[1]}"))
        .isEqualTo("VALIDATION_ERROR fields type");
  }

  @Test
  void aTextStaysAsItIs() {
    McpClient ann = person();
    String text = "Zoë 𝒳 \"<b>\" \u2028 \\";
    JsonObject arguments = new JsonObject().put("subject", text).put("body", "1e400");
    int id =
        ann.answer("tickets_create", arguments)
            .getJsonObject("result")
            .getJsonObject("structuredContent")
            .getInteger("id");
    assertThat(ann.call("tickets_get", "{\"id\":" + id + "}").getString("subject")).isEqualTo(text);
    // Half of a pair cannot be stored, and is not replaced by another character.
    String half =
        McpClient.message(
                "tools/call",
                new JsonObject()
                    .put("name", "tickets_create")
                    .put("arguments", new JsonObject().put("subject", "HALF").put("body", "b")))
            .encode()
            .replace("HALF", "\\ud800");
    JsonObject result =
        ann.send(half, "tools/call", "tickets_create").expect(200).json().getJsonObject("result");
    assertThat(result.getBoolean("isError")).isTrue();
    assertThat(result.encode()).contains("\"code\":\"character\"");
  }

  @Test
  void aCursorIsOfOnePerson() {
    McpClient ann = person();
    int first = ticket(ann, "One");
    ticket(ann, "Two");
    JsonObject page = ann.call("tickets_list", "{\"limit\":1}");
    String cursor = page.getJsonObject("pagination").getString("nextCursor");
    String next = "{\"limit\":1,\"cursor\":\"" + cursor + "\"}";
    assertThat(ids(ann, next)).containsExactly(first);
    McpClient bob = person();
    ticket(bob, "Three");
    assertThat(bob.refusal("tickets_list", next))
        .isEqualTo("VALIDATION_ERROR cursor invalid_cursor");
  }

  @Test
  void everyFaultIsInTheText() {
    JsonObject result =
        person()
            .answer("tickets_create", new JsonObject("{\"subject\":\"\",\"colour\":1}"))
            .getJsonObject("result");
    String text = result.getJsonArray("content").getJsonObject(0).getString("text");
    assertThat(text).contains("\n- subject ", "\n- body ", "\n- colour ");
  }

  @Test
  void aPageOfAnotherOriginIsRefused() {
    McpClient ann = person();
    String body = McpClient.message("tools/list", new JsonObject()).encode();
    for (String origin : List.of("https://evil.example", "null", "https://app.example.com:444")) {
      ann.send(body, "tools/list", null, "Origin", origin).expect(403, "FORBIDDEN");
    }
    ann.send(body, "tools/list", null, "Origin", "https://app.example.com").expect(200);
  }

  @Test
  void withoutAToolTheAnswerIsToSignIn() {
    try (ApiScenario tasks = new ApiScenario(SpecFile.example("tasks"))) {
      Answer answer = tasks.mcp(null).send("tools/list", new JsonObject());
      assertThat(answer.expect(401, "UNAUTHORIZED").header("WWW-Authenticate"))
          .startsWith("Bearer");
      McpClient forged = tasks.mcp(new Person(tasks.person().id(), "x.y.z"));
      forged.send("tools/list", new JsonObject()).expect(401, "INVALID_TOKEN");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "-1", "0", "1", "99999999999999999999"})
  void aCursorOfTheToolsThatIsNoPageIsRefused(String cursor) {
    JsonObject answer =
        person().send("tools/list", new JsonObject().put("cursor", cursor)).expect(200).json();
    assertThat(answer.getJsonObject("error").getInteger("code")).isEqualTo(-32602);
  }

  @Test
  void aListOfToolsIsForItsCallerAlone() {
    JsonObject result =
        person().send("tools/list", new JsonObject()).expect(200).json().getJsonObject("result");
    assertThat(result.getString("cacheScope")).isEqualTo("private");
    assertThat(result.getString("resultType")).isEqualTo("complete");
    assertThat(result.containsKey("nextCursor")).isFalse();
  }
}
