package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests how text is stored, and that conditions find it in the form in which it was sent.
final class TextNormalizationTest {
  private static ApiScenario scenario;
  private static ScenarioClient owner;

  @BeforeAll
  static void threeNotes() {
    scenario = new ApiScenario(SpecFile.read("texts"));
    owner = scenario.as(scenario.person());
    create(owner, "title", "\u00a0Buy milk\u200b", "word", "cafe\u0301", "code", " E\u0301A ");
    create(owner, "title", "Milk jug", "word", "caf\u00e9s", "plain", "<b>List<String></b> a<b");
    create(owner, "title", "none", "word", "cafe");
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static ScenarioClient.Answer create(ScenarioClient client, String... pairs) {
    JsonObject body = new JsonObject();
    for (int i = 0; i < pairs.length; i += 2) {
      body.put(pairs[i], pairs[i + 1]);
    }
    return client.post("/notes", body.encode());
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  @Test
  void storesNormalizedText() {
    JsonObject first = owner.get("/notes/1").expect(200).data();
    assertThat(first.getString("title")).isEqualTo("Buy milk");
    assertThat(first.getString("word")).isEqualTo("caf\u00e9");
    assertThat(first.getString("code")).isEqualTo("\u00e9a");
    create(owner, "code", "\u00e9a").expect(409);
    create(owner, "code", "e\u0301A\u3000").expect(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "title|` Buy milk `|[1]",
        "title|\u200bBuy milk\ufeff|[1]",
        "title[in]|`\" Buy milk\",none`|[1,3]",
        "title[ne]|` none`|[1,2]",
        "title[between]|`\" Buy\",\"Buz \"`|[1]",
        "title[contains]|` milk`|[1]",
        "title[icontains]|`milk `|[2]",
        "title[startsWith]|` Milk `|[2]",
        "title[endsWith]|` milk `|[1]",
        "word|cafe\u0301|[1]",
        "word[startsWith]|cafe\u0301|[1,2]",
        "word[icontains]|CAFE\u0301|[1,2]",
        "word[contains]|cafe|[3]",
        "code|` E\u0301A`|[1]",
        "or|(word.eq.cafe\u0301,title.eq.\" none\")|[1,3]",
        "kind|cafe|[1]",
        "q|`\u00a0CAFE\u0301S `|[2]",
      })
  void findsTextAsItWasWritten(String parameter, String value, String ids) {
    assertThat(
            owner
                .get("/notes?fields=id&" + encoded(parameter) + "=" + encoded(value))
                .expect(200)
                .column("notes", "id"))
        .isEqualTo(new JsonArray(ids).getList());
  }

  @Test
  void refusesLongRunsOfMarks() {
    ScenarioClient other = scenario.as(scenario.person());
    create(other, "word", "e" + "\u0316\u0301".repeat(15)).expect(201);
    create(other, "word", "e" + "\u0316\u0301".repeat(16)).expect(400).details("word format");
    other.get("/notes?word=" + encoded("e" + "\u0301\u0316".repeat(16))).expect(200);
  }
}
