package dev.freehold.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tools of an API with teams: a call names its team, and reaches the rows of no other.
final class McpTeamTest {
  private static ApiScenario scenario;
  private static Person ann;
  private static Person bob;
  private static String annsTeam;
  private static String bobsTeam;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.example("crm"));
    ann = scenario.person();
    bob = scenario.person();
    annsTeam = team(ann);
    bobsTeam = team(bob);
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static String team(Person person) {
    return scenario.mcp(person).call("teams_create", "{\"name\":\"Ours\"}").getString("id");
  }

  private static String company(String team) {
    return "{\"team_id\":\"%s\",\"name\":\"Acme\"}".formatted(team);
  }

  private static String in(String team) {
    return "{\"team_id\":\"" + team + "\"}";
  }

  @Test
  void aCallNamesItsTeam() {
    McpClient client = scenario.mcp(ann);
    JsonObject made = client.call("companies_create", company(annsTeam));
    assertThat(made.getString("team_id")).isEqualTo(annsTeam);
    String one = "{\"team_id\":\"%s\",\"id\":%d}";
    int id = made.getInteger("id");
    assertThat(client.call("companies_get", one.formatted(annsTeam, id))).isEqualTo(made);
    assertThat(client.call("companies_list", in(annsTeam)).getJsonArray("companies"))
        .contains(made);
    assertThat(
            client
                .call(
                    "companies_update",
                    one.formatted(annsTeam, id).replace("}", ",\"city\":\"X\"}"))
                .getString("city"))
        .isEqualTo("X");
    assertThat(client.refusal("companies_list", "{}"))
        .isEqualTo("VALIDATION_ERROR team_id required");
    assertThat(client.refusal("companies_list", in("ours")))
        .isEqualTo("VALIDATION_ERROR team_id format");
    assertThat(client.tool("companies_list").getJsonObject("inputSchema").getJsonArray("required"))
        .containsExactly("team_id");
    assertThat(client.properties("deals_create").fieldNames()).containsOnlyOnce("team_id");
  }

  @Test
  void theRowsOfAnotherTeamAreNotReached() {
    McpClient ofAnn = scenario.mcp(ann);
    McpClient ofBob = scenario.mcp(bob);
    int id = ofAnn.call("companies_create", company(annsTeam)).getInteger("id");
    String foreign = "{\"team_id\":\"%s\",\"id\":%d}";
    for (String team : new String[] {annsTeam, bobsTeam}) {
      assertThat(ofBob.refusal("companies_get", foreign.formatted(team, id)))
          .as(team)
          .isEqualTo("NOT_FOUND");
      assertThat(ofBob.refusal("companies_delete", foreign.formatted(team, id)))
          .isEqualTo("NOT_FOUND");
    }
    String unknown = UUID.randomUUID().toString();
    assertThat(ofBob.refusal("companies_create", company(annsTeam)))
        .isEqualTo(ofBob.refusal("companies_create", company(unknown)))
        .isEqualTo("NOT_FOUND");
    assertThat(ofBob.refusal("companies_list", in(annsTeam)))
        .isEqualTo(ofBob.refusal("companies_list", in(unknown)));
    assertThat(ofBob.call("companies_list", in(bobsTeam)).getJsonArray("companies")).isEmpty();
    assertThat(ofBob.call("teams_list", "{}").getJsonArray("teams")).hasSize(1);
  }

  @Test
  void theHeaderNamesTheTeamOfAllCalls() {
    McpClient client = new McpClient(scenario.mcp(ann).http().inTeam(annsTeam));
    assertThat(client.call("companies_list", "{}").getJsonArray("companies")).isNotNull();
    assertThat(client.tool("companies_list").getJsonObject("inputSchema").getJsonArray("required"))
        .isNull();
    assertThat(client.refusal("companies_list", in(bobsTeam))).isEqualTo("NOT_FOUND");
    McpClient wrong = new McpClient(scenario.mcp(ann).http().inTeam(bobsTeam));
    assertThat(wrong.refusal("companies_list", "{}")).isEqualTo("NOT_FOUND");
  }

  @Test
  void aRoleThatReachesNothingIsRefused() {
    Person guest = scenario.person();
    scenario.sql(
        "insert into app.team_members (id, team_id, user_id, role) values (gen_random_uuid(), '%s', '%s', 'guest')"
            .formatted(annsTeam, guest.id()));
    McpClient client = scenario.mcp(guest);
    int id = scenario.mcp(ann).call("companies_create", company(annsTeam)).getInteger("id");
    assertThat(client.call("companies_list", in(annsTeam)).getJsonArray("companies")).isEmpty();
    assertThat(
            client.refusal(
                "companies_get", "{\"team_id\":\"%s\",\"id\":%d}".formatted(annsTeam, id)))
        .isEqualTo("NOT_FOUND");
  }

  @Test
  void theToolsOfAResourceAreShort() {
    scenario.mcp(ann).tools().stream()
        .collect(
            Collectors.groupingBy(
                tool -> tool.getString("name").replaceAll("_[a-z]+$", ""),
                Collectors.summingInt(tool -> tool.toBuffer().length())))
        .forEach((resource, bytes) -> assertThat(bytes).as(resource).isLessThan(8_000));
  }
}
