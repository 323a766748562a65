package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Case and order of text on databases of every kind of locale: the results are the same.
final class AppCollationTest {
  private static final List<String> BY_CODE_POINT =
      List.of(
          "Apfel",
          "Zebra",
          "apfel",
          "zebra",
          "Ähre",
          "ÖSTERREICH",
          "Österreich",
          "österreich",
          "İzmir",
          "ΟΔΟΣ");

  private static final List<String> IGNORING_CASE =
      List.of(
          "Apfel",
          "apfel",
          "İzmir",
          "Zebra",
          "zebra",
          "Ähre",
          "ÖSTERREICH",
          "Österreich",
          "österreich",
          "ΟΔΟΣ");

  private static final String C = "template template0 locale_provider libc locale 'C'";
  private static final String ICU =
      "template template0 locale_provider icu icu_locale 'de-AT' locale 'C'";

  static Stream<Arguments> databases() {
    Stream<Arguments> embedded =
        Stream.of(
            Arguments.of(Named.of("embedded", TestDatabase.fresh()), List.of()),
            Arguments.of(
                Named.of("embedded, C", TestDatabase.fresh(TestDatabase.embedded(), C)),
                List.of("LC_CTYPE C: q with a search language")),
            Arguments.of(
                Named.of("embedded, ICU", TestDatabase.fresh(TestDatabase.embedded(), ICU)),
                List.of("ordered by the locale de-AT")));
    Stream<Arguments> installed =
        TestDatabase.installed().stream()
            .flatMap(
                server ->
                    Stream.of(
                        Arguments.of(
                            Named.of("installed, C", TestDatabase.fresh(server, C)),
                            List.of("LC_CTYPE C: q with a search language")),
                        Arguments.of(
                            Named.of("installed, ICU", TestDatabase.fresh(server, ICU)),
                            List.of("ordered by the locale de-AT", "LC_CTYPE C"))));
    return Stream.concat(embedded, installed);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void resultsAreTheSame(TestDatabase database, List<String> warnings) {
    try (database;
        RunningApp running =
            RunningApp.on(database.target(), ApiPlanner.plan(SpecFile.read("texts")))) {
      List<String> said =
          running.events().stream()
              .flatMap(
                  event ->
                      event instanceof Event.OperatorWarning(String message)
                          ? Stream.of(message)
                          : Stream.of())
              .filter(message -> message.contains("LC_"))
              .toList();
      assertThat(said).hasSameSizeAs(warnings);
      for (int i = 0; i < warnings.size(); i++) {
        assertThat(said.get(i)).contains(warnings.get(i));
      }
      ScenarioClient owner = running.person().client();
      fill(owner);
      ignoresCase(owner);
      orders(owner);
      compares(owner);
      keepsUnique(owner);
    }
  }

  private static void fill(ScenarioClient owner) {
    JsonArray notes = new JsonArray();
    BY_CODE_POINT.reversed().forEach(title -> notes.add(new JsonObject().put("title", title)));
    List<Object> ids = owner.post("/notes", notes.encode()).expect(201).column("notes", "id");
    JsonArray lines = new JsonArray();
    for (String text : BY_CODE_POINT.reversed()) {
      lines.add(new JsonObject().put("text", text).put("note_id", ids.getFirst()));
    }
    owner.post("/lines", lines.encode()).expect(201);
  }

  private static void ignoresCase(ScenarioClient owner) {
    for (String condition : List.of("title[icontains]=", "q=")) {
      for (String text : List.of("österreich", "ÖSTERREICH", "Österreich")) {
        assertThat(titles(owner, condition, text))
            .containsExactly("ÖSTERREICH", "Österreich", "österreich");
      }
      assertThat(titles(owner, condition, "ähre")).containsExactly("Ähre");
      assertThat(titles(owner, condition, "οδοσ")).containsExactly("ΟΔΟΣ");
      assertThat(titles(owner, condition, "izmir")).containsExactly("İzmir");
      assertThat(titles(owner, condition, "οδος")).isEmpty();
    }
  }

  private static void orders(ScenarioClient owner) {
    assertThat(titles(owner, "", "")).isEqualTo(BY_CODE_POINT);
    assertThat(owner.get("/lines?fields=text").column("lines", "text")).isEqualTo(BY_CODE_POINT);
    for (String sort :
        List.of("title", "-title", "title,-id", "title:lower", "-title:lower", "title:lower,-id")) {
      List<Object> walked = new ArrayList<>();
      String cursor = "";
      while (cursor != null) {
        ScenarioClient.Answer page =
            owner
                .get(
                    "/notes?fields=title&limit=3&sort="
                        + sort
                        + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                .expect(200);
        walked.addAll(page.column("notes", "title"));
        cursor = page.data().getJsonObject("pagination").getString("nextCursor");
      }
      List<String> ascending = sort.contains(":lower") ? IGNORING_CASE : BY_CODE_POINT;
      assertThat(walked)
          .as(sort)
          .isEqualTo(sort.startsWith("-") ? ascending.reversed() : ascending);
    }
    JsonObject parent =
        owner
            .get("/notes?include=lines&title=" + encoded("ΟΔΟΣ"))
            .expect(200)
            .data()
            .getJsonArray("notes")
            .getJsonObject(0);
    assertThat(
            parent.getJsonObject("lines").getJsonArray("data").stream()
                .map(line -> (Object) ((JsonObject) line).getString("text")))
        .isEqualTo(BY_CODE_POINT);
  }

  private static void compares(ScenarioClient owner) {
    assertThat(titles(owner, "title[between]=", "Zebra,zebra"))
        .containsExactly("Zebra", "apfel", "zebra");
    assertThat(titles(owner, "title[gt]=", "zebra")).hasSize(6).startsWith("Ähre");
    assertThat(titles(owner, "title[lte]=", "Zebra")).containsExactly("Apfel", "Zebra");
    assertThat(titles(owner, "or=", "(title.lt.B,title.gte.Α)")).containsExactly("Apfel", "ΟΔΟΣ");
    JsonObject deleted =
        owner
            .send("DELETE", "/notes?dry_run=true&max_affected=9&title[between]=a,zz", null)
            .expect(200)
            .json();
    assertThat(deleted.encode()).contains(":2");
  }

  private static void keepsUnique(ScenarioClient owner) {
    owner.post("/notes", "{\"code\":\"öse\"}").expect(201);
    owner.post("/notes", "{\"code\":\"ÖSE\"}").expect(409);
    owner.post("/notes", "{\"code\":\"ose\"}").expect(201);
  }

  private static List<Object> titles(ScenarioClient owner, String condition, String value) {
    return owner
        .get("/notes?title[null]=false&sort=title&fields=title&" + condition + encoded(value))
        .expect(200)
        .column("notes", "title");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
