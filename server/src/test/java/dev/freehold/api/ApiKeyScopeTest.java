package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.SpecFile;
import dev.freehold.token.ApiKeyCodec;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Scopes where an operation asks for another right than that of its name, or goes through other rows.
final class ApiKeyScopeTest {
  private static ScenarioClient key(ApiScenario scenario, Person person, String... scopes) {
    String key = ApiKeyCodec.generate(new SecureRandom());
    scenario.sql(
        "insert into auth.keys (id, user_id, name, hash, scopes) values ('%s', '%s', 'x', sha256('%s'), '{%s}')"
            .formatted(UUID.randomUUID(), person.id(), key, String.join(",", scopes)));
    return scenario.as(new Person(person.id(), key));
  }

  @Test
  void changesByTheRightToReadNeedTheScopeToWrite() {
    try (ApiScenario scenario = new ApiScenario(SpecFile.read("leave"))) {
      Person ann = scenario.person();
      Person bob = scenario.person();
      String list =
          "/lists/"
              + scenario
                  .as(ann)
                  .post("/lists", "{\"title\":\"x\",\"friends\":[\"" + bob.id() + "\"]}")
                  .expect(201)
                  .data()
                  .getInteger("id");
      ScenarioClient reader = key(scenario, bob, "*:read");
      reader.get(list).expect(200);
      reader.delete(list + "/friends/me").expect(403, "FORBIDDEN");
      reader
          .post(
              "/batch",
              "{\"operations\":[{\"method\":\"DELETE\",\"path\":\"" + list + "/friends/me\"}]}")
          .expect(403, "FORBIDDEN");
      reader.get(list).expect(200);
      key(scenario, bob, "boards:write").delete(list + "/friends/me").expect(403, "FORBIDDEN");
      key(scenario, bob, "lists:write").delete(list + "/friends/me").expect(204);
      reader.get(list).expect(404, "NOT_FOUND");
    }
  }

  @Test
  void aTeamIsJoinedWithTheScopeToWriteMembersAlone() {
    try (ApiScenario scenario = new ApiScenario(SpecFile.example("crm"))) {
      Person ann = scenario.person();
      String accept = "/team_invitations/accept";
      String body = "{\"token\":\"" + "A".repeat(66) + "\"}";
      int known = scenario.as(ann).post(accept, body).status();
      assertThat(known).isNotEqualTo(403);
      for (String scope : List.of("*:read", "team_members:read", "teams:write")) {
        key(scenario, ann, scope).post(accept, body).expect(403, "FORBIDDEN");
      }
      assertThat(key(scenario, ann, "team_members:write").post(accept, body).status())
          .isEqualTo(known);
      key(scenario, ann, "*:read").post("/teams", "{\"name\":\"x\"}").expect(403, "FORBIDDEN");
      String team =
          key(scenario, ann, "teams:write")
              .post("/teams", "{\"name\":\"x\"}")
              .expect(201)
              .data()
              .getValue("id")
              .toString();
      key(scenario, ann, "companies:read").inTeam(team).get("/companies").expect(200);
      key(scenario, ann, "teams:read").inTeam(team).get("/companies").expect(403, "FORBIDDEN");
    }
  }

  @Test
  void rowsThroughWhichAPersonHasAccessNeedNoScope() {
    try (ApiScenario scenario = new ApiScenario(SpecFile.example("helpdesk"))) {
      Person ann = scenario.person();
      scenario.as(ann).get("/comments").expect(200);
      key(scenario, ann, "comments:read").get("/comments").expect(200);
      key(scenario, ann, "comments:read")
          .get("/comments?include=ticket")
          .expect(400, "VALIDATION_ERROR");
      key(scenario, ann, "tickets:read").get("/comments").expect(403, "FORBIDDEN");
    }
  }

  /// Scopes of resources that the spec no longer has.
  @Test
  void aScopeOutsideTheSpecGrantsNothing() {
    try (ApiScenario scenario = new ApiScenario(SpecFile.read("leave"))) {
      Person ann = scenario.person();
      for (String scope : List.of("gone:write", "lists", "lists:", ":write", "LISTS:read", "*")) {
        key(scenario, ann, scope).get("/lists").expect(403, "FORBIDDEN");
      }
    }
  }
}
