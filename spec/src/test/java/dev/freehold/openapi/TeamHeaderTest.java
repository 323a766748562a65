package dev.freehold.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ApiPlanner;
import dev.freehold.testing.SpecFile;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The header `Team-Id` in the document: for rows of teams, and for what can reach them.
final class TeamHeaderTest {
  private static final JsonNode DOCUMENT =
      new JsonMapper()
          .readTree(
              OpenApiDocument.compact(
                  ApiPlanner.plan(
                      SpecFile.parse(
                          """
                          freehold: 1
                          name: Teams
                          teams: { roles: [admin], fields: { name: string } }
                          resources:
                            companies:
                              owner: team
                              access: { read: team, create: team, update: team, delete: team }
                              fields: { name: string }
                            pins:
                              fields:
                                company: { type: ref, to: companies, onDelete: cascade }
                            marks:
                              fields:
                                pin: { type: ref, to: pins, onDelete: cascade }
                            words:
                              fields: { text: string }
                          """)),
                  "/",
                  Detail.FULL));

  @ParameterizedTest
  @CsvSource({
    "/companies, get, true",
    "/companies/{id}, delete, true",
    "/companies/summary, get, true",
    // Through relations of teams and members: companies, companies.count.
    "/teams, get, false",
    "/teams, patch, false",
    "/teams, delete, false",
    "/teams/summary, get, false",
    "/teams/{id}, get, false",
    "/teams/{id}/companies, get, true",
    "/teams/{id}/team_members, get, false",
    "/team_members, get, false",
    "/teams, post,",
    "/teams/{id}, patch,",
    "/teams/{id}, delete,",
    "/team_members/{id}, patch,",
    "/team_invitations/accept, post,",
    // Rows of an account that refer to rows of a team.
    "/pins, get, false",
    "/pins, post, false",
    "/pins/bulk, post, false",
    "/pins/{id}, patch, false",
    "/marks, get, false",
    "/marks, post,",
    "/batch, post, false",
    "/words, get,",
    "/words, post,",
  })
  void isDocumentedWhereItIsUsed(String path, String method, @Nullable Boolean required) {
    List<Boolean> headers =
        DOCUMENT
            .get("paths")
            .get("/api/v1" + path)
            .get(method)
            .path("parameters")
            .valueStream()
            .map(p -> DOCUMENT.at(p.get("$ref").asString().substring(1)))
            .filter(p -> p.get("name").asString().equals("Team-Id"))
            .map(p -> p.path("required").asBoolean(false))
            .toList();
    assertThat(headers).isEqualTo(required == null ? List.of() : List.of(required));
  }
}
