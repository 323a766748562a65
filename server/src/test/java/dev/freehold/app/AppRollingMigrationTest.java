package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestMigrator;
import dev.freehold.type.Secret;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server of the old spec runs while `migrate apply` migrates its database: each kind of step,
/// with each kind of request after each step, and with continuous writes.
final class AppRollingMigrationTest {
  private enum Request {
    CREATE,
    READ,
    LIST,
    REPLACE,
    UPDATE,
    UPDATE_MANY,
    BATCH,
    DELETE
  }

  private static final Map<Request, Integer> SERVED =
      new EnumMap<>(
          Map.of(
              Request.CREATE, 201,
              Request.READ, 200,
              Request.LIST, 200,
              Request.REPLACE, 200,
              Request.UPDATE, 200,
              Request.UPDATE_MANY, 200,
              Request.BATCH, 200,
              Request.DELETE, 204));

  /// The requests that the server of the old spec can no longer serve after both phases.
  private enum Ends {
    NOTHING,
    CREATES,
    UPDATES,
    /// The server reads values of the new type as values of the old one, and cannot write them.
    WRITES,
    /// The server can still delete, because the statement names no dropped column.
    ROWS,
    EVERYTHING;

    Set<Request> requests() {
      return switch (this) {
        case NOTHING -> Set.of();
        case CREATES -> Set.of(Request.CREATE, Request.BATCH);
        case UPDATES -> Set.of(Request.REPLACE, Request.UPDATE, Request.UPDATE_MANY);
        case WRITES ->
            Set.of(
                Request.CREATE,
                Request.REPLACE,
                Request.UPDATE,
                Request.UPDATE_MANY,
                Request.BATCH);
        case ROWS -> EnumSet.complementOf(EnumSet.of(Request.DELETE));
        case EVERYTHING -> EnumSet.allOf(Request.class);
      };
    }
  }

  /// A resource that changes.
  ///
  /// @param before its fields in the old spec, besides `title`
  /// @param after the resource in the new spec, with its name; empty if it is dropped
  /// @param value a member of a body; `%d` is replaced by a different number each time
  private record Change(String name, String before, String after, String value, Ends ends) {
    Change(String name, String before, String after, String value) {
      this(
          name,
          before,
          name + ": { id: integer, fields: { " + TITLE + after + " } }",
          value,
          Ends.NOTHING);
    }

    private static final String TITLE = "title: { type: string, required: true }, ";

    static Change ending(Ends ends, String name, String before, String after, String value) {
      return new Change(name, before, after.replace("TITLE", TITLE), value, ends);
    }
  }

  private static final String NUMBER = "\"value\": %d";
  private static final String TEXT = "\"value\": \"%d\"";

  private static final List<Change> CHANGES =
      List.of(
          new Change("column_added", "value: integer", "value: integer, more: string", NUMBER),
          new Change(
              "column_with_default",
              "value: integer",
              "value: integer, more: { type: string, required: true, default: x }",
              NUMBER),
          new Change(
              "required_added",
              "value: integer",
              "value: { type: integer, required: true }",
              NUMBER),
          new Change(
              "required_gone",
              "value: { type: integer, required: true }",
              "value: integer",
              NUMBER),
          new Change("shorter", "value: string", "value: { type: string, maxLength: 20 }", TEXT),
          new Change("longer", "value: string", "value: { type: string, maxLength: 300 }", TEXT),
          new Change(
              "range_added", "value: integer", "value: { type: integer, minimum: 0 }", NUMBER),
          new Change(
              "unique_added", "value: integer", "value: { type: integer, unique: true }", NUMBER),
          new Change(
              "unique_gone", "value: { type: integer, unique: true }", "value: integer", NUMBER),
          new Change(
              "reference_added",
              "value_id: bigint",
              "value: { type: ref, to: targets }",
              "\"value_id\": \"TARGET\""),
          new Change(
              "reference_gone",
              "value: { type: ref, to: targets }",
              "value_id: bigint",
              "\"value_id\": TARGET"),
          Change.ending(
              Ends.NOTHING,
              "index_added",
              "value: integer",
              "index_added: { id: integer, fields: { TITLE value: integer }, indexes: [[value]],"
                  + " sort: -value }",
              NUMBER),
          Change.ending(
              Ends.NOTHING,
              "searched",
              "value: string",
              "searched: { id: integer, fields: { TITLE value: string }, search: { fields: [value]"
                  + " } }",
              TEXT),
          Change.ending(
              Ends.NOTHING,
              "ruled",
              "value: integer, other: integer",
              "ruled: { id: integer, fields: { TITLE value: integer, other: integer }, checks: [{"
                  + " rule: 'value >= other', message: value is most }] }",
              NUMBER),
          Change.ending(
              Ends.NOTHING,
              "opened",
              "value: integer",
              "opened: { id: integer, fields: { TITLE value: integer }, access: { read: user } }",
              NUMBER),
          Change.ending(
              Ends.UPDATES,
              "frozen",
              "value: integer",
              "frozen: { id: integer, fields: { TITLE value: integer }, access: { update: nobody }"
                  + " }",
              NUMBER),
          Change.ending(
              Ends.CREATES,
              "column_filled",
              "value: integer",
              "column_filled: { id: integer, fields: { TITLE value: integer, more: { type: string,"
                  + " required: true } } }",
              NUMBER),
          Change.ending(
              Ends.NOTHING,
              "widened",
              "value: integer",
              "widened: { id: integer, fields: { TITLE value: bigint } }",
              NUMBER),
          Change.ending(
              Ends.NOTHING,
              "large",
              "value: integer",
              "large: { id: integer, fields: { TITLE value: bigint } }",
              NUMBER),
          Change.ending(
              Ends.WRITES,
              "text_to_number",
              "value: string",
              "text_to_number: { id: integer, fields: { TITLE value: integer } }",
              TEXT),
          Change.ending(
              Ends.ROWS,
              "column_dropped",
              "value: integer",
              "column_dropped: { id: integer, fields: { TITLE other: integer } }",
              NUMBER),
          Change.ending(
              Ends.ROWS,
              "column_renamed",
              "value: integer",
              "column_renamed: { id: integer, fields: { TITLE amount: { type: integer,"
                  + " renamed_from: value } } }",
              NUMBER),
          Change.ending(
              Ends.EVERYTHING,
              "table_renamed",
              "value: integer",
              "renamed: { renamed_from: table_renamed, id: integer, fields: { TITLE value: integer"
                  + " } }",
              NUMBER),
          Change.ending(Ends.EVERYTHING, "table_dropped", "value: integer", "", NUMBER));

  private static final String HEAD =
      """
      freehold: 1
      name: Case
      version: "1.0.0"
      resources:
        targets: { id: integer, fields: { name: string, place: { type: integer, unique: true } } }
      """;

  private static final MigrationOptions OPTIONS =
      new MigrationOptions(
          Set.of("column_dropped.value", "table_dropped", "text_to_number.value"),
          Map.of("column_filled.more", "x"));

  private static final int SPARE_ROWS = 8;
  private static final int ATTEMPTS = 50;

  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, Long> rows = new HashMap<>();
  private final Map<String, Deque<Long>> spares = new HashMap<>();
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final Set<String> stopped = new HashSet<>();
  private final List<MigrationStep> done = new ArrayList<>();
  private TestDatabase database;
  private RunningApp app;
  private ScenarioClient owner;
  private String target = "";
  private long placed;

  private static ApiPlan before() {
    StringBuilder spec = new StringBuilder(HEAD);
    for (Change change : CHANGES) {
      spec.append(
          "  %s: { id: integer, fields: { %s%s } }%n"
              .formatted(change.name(), Change.TITLE, change.before()));
    }
    return SampleSpecs.plan(spec.toString());
  }

  private static ApiPlan after() {
    StringBuilder spec = new StringBuilder(HEAD);
    for (Change change : CHANGES) {
      if (!change.after().isEmpty()) {
        spec.append("  ").append(change.after()).append('\n');
      }
    }
    return SampleSpecs.plan(
        spec.toString() + "  table_added: { id: uuid, fields: { name: string } }\n");
  }

  @BeforeEach
  void start() {
    database = TestDatabase.fresh();
    app = RunningApp.on(database.target(), before());
    owner = app.person().client();
    target =
        send("POST", "/targets", "{\"name\":\"t\",\"place\":1}")
            .expect(201)
            .data()
            .getValue("id")
            .toString();
    placed =
        send("POST", "/targets", "{\"name\":\"t\",\"place\":2}").expect(201).data().getLong("id");
  }

  @AfterEach
  void stop() {
    app.close();
    database.close();
  }

  @Test
  void aServerOfTheOldSpecServesUntilTheSecondPhase() {
    for (Change change : CHANGES) {
      rows.put(change.name(), created(change));
      Deque<Long> spare = new ArrayDeque<>();
      for (int i = 0; i < SPARE_ROWS; i++) {
        spare.add(created(change));
      }
      spares.put(change.name(), spare);
      assertThat(outcomes(change)).as(change.name()).isEqualTo(SERVED);
    }
    // Make the planner treat the table as a large one.
    TestDatabase.execute(
        database.target(),
        "alter table app.large set (autovacuum_enabled = off);"
            + " update pg_class set reltuples = 1e6 where oid = 'app.large'::regclass");
    ApiPlan after = after();
    AtomicBoolean writing = new AtomicBoolean(true);
    ScenarioClient other = app.person().client();
    String own =
        other.post("/targets", "{\"name\":\"t\"}").expect(201).data().getValue("id").toString();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(other, own, writing));
    try {
      migrator(this::afterExpandStep)
          .apply(new ApplyRequest(after, OPTIONS, Optional.empty(), false));
      assertThat(done).isNotEmpty().allMatch(s -> s.phase() == Phase.EXPAND);
      assertThat(done).noneMatch(s -> s.risk() == Risk.BREAKING || s.risk() == Risk.LOSSY);
      everythingIsServed();
      whatBreaksANewRuleIsRefused();
      assertThat(readiness()).isEqualTo(200);

      done.clear();
      migrator(this::afterContractStep)
          .apply(new ApplyRequest(after, OPTIONS, Optional.empty(), true));
      assertThat(done).isNotEmpty().allMatch(s -> s.phase() == Phase.CONTRACT);
    } finally {
      writing.set(false);
      writer.join();
    }
    assertThat(migrator(_ -> {}).plan(after, MigrationOptions.NONE).isEmpty()).isTrue();
    for (Change change : CHANGES) {
      Map<Request, Integer> expected = new EnumMap<>(SERVED);
      change.ends().requests().forEach(r -> expected.put(r, 503));
      assertThat(outcomes(change)).as(change.name()).isEqualTo(expected);
    }
    var refused = send("POST", "/table_renamed", body(CHANGES.getFirst(), "x")).expect(503);
    assertThat(refused.header("Retry-After")).isEqualTo("5");
    assertThat(refused.json().getString("outcome")).isEqualTo("none");
    assertThat(readiness()).isEqualTo(503);
    whatWasAnsweredIsTrue();
  }

  private DatabaseMigrator migrator(Consumer<MigrationStep> finished) {
    return TestMigrator.of(
        database.target(),
        Secret.of(RunningApp.SECRET),
        TestMigrator.finishedSteps(
            step -> {
              done.add(step);
              finished.accept(step);
            }));
  }

  private void afterExpandStep(MigrationStep step) {
    for (Change change : of(step)) {
      assertThat(outcomes(change)).as(step.description()).isEqualTo(SERVED);
    }
    uniqueValuesOfAnotherTableAreExchanged(step);
    assertThat(readiness()).as(step.description()).isEqualTo(200);
  }

  /// The targets do not change. Their unique set is deferred with those of the tables that do.
  private void uniqueValuesOfAnotherTableAreExchanged(MigrationStep step) {
    long place = send("GET", "/targets/" + placed, null).expect(200).data().getLong("place");
    String swap =
        "[{\"id\":%s,\"place\":%d},{\"id\":%d,\"place\":%d}]"
            .formatted(target, place, placed, 3 - place);
    assertThat(status(send("PATCH", "/targets", swap))).as(step.description()).isEqualTo(200);
  }

  /// A request is either served completely or refused as unavailable.
  private void afterContractStep(MigrationStep step) {
    if (step.risk().compareTo(Risk.BREAKING) >= 0) {
      assertThat(step.remedy()).contains("servers of the old spec stop ");
    }
    for (Change change : of(step)) {
      stopped.add(change.name());
      outcomes(change)
          .forEach(
              (request, status) ->
                  assertThat(status)
                      .as(step.description() + ": " + request)
                      .isIn(SERVED.get(request), 503));
    }
    uniqueValuesOfAnotherTableAreExchanged(step);
    for (Change change : CHANGES) {
      if (!stopped.contains(change.name()) && change.ends() == Ends.NOTHING) {
        assertThat(read(change)).as(change.name()).isEqualTo(200);
      }
    }
  }

  private static List<Change> of(MigrationStep step) {
    String table = step.subject().split("\\.", 2)[0];
    return CHANGES.stream()
        .filter(
            c ->
                c.name().equals(table)
                    || (table.equals("renamed") && c.name().equals("table_renamed")))
        .toList();
  }

  private void everythingIsServed() {
    for (Change change : CHANGES) {
      assertThat(outcomes(change)).as(change.name()).isEqualTo(SERVED);
    }
  }

  /// The server of the old spec does not know the rule, so the error is not the client's fault.
  private void whatBreaksANewRuleIsRefused() {
    Map<String, String> bodies =
        Map.of(
            "shorter", "\"value\": \"" + "x".repeat(50) + "\"",
            "required_added", "\"value\": null",
            "range_added", "\"value\": -1",
            "unique_added", "\"value\": 7",
            "ruled", "\"value\": 1, \"other\": 2",
            "reference_added", "\"value_id\": \"4711\"");
    send("POST", "/unique_added", "{\"title\":\"seven\",\"value\":7}").expect(201);
    new TreeMap<>(bodies)
        .forEach(
            (name, member) -> {
              var refused = send("POST", "/" + name, "{\"title\":\"broken\"," + member + "}");
              // A duplicate value is a conflict in both specs.
              boolean taken = name.equals("unique_added");
              assertThat(status(refused)).as(name).isEqualTo(taken ? 409 : 503);
              assertThat(refused.json().getString("outcome")).isEqualTo("none");
              assertThat(
                      count("select count(*)::text from app." + name + " where title = 'broken'"))
                  .as(name)
                  .isEqualTo("0");
            });
    assertThat(app.events())
        .filteredOn(
            e ->
                e instanceof Event.OperatorWarning(String text)
                    && text.contains("refused a statement"))
        .as("said once")
        .hasSize(1);
  }

  private long created(Change change) {
    return send("POST", "/" + change.name(), body(change, "row")).expect(201).data().getLong("id");
  }

  private String body(Change change, String title) {
    return body(change, title, target);
  }

  /// @param to the id of a target row of the caller
  private String body(Change change, String title, String to) {
    String number = Integer.toString(1000 + numbers.incrementAndGet());
    return "{\"title\":\"%s\",%s}"
        .formatted(title, change.value().replace("%d", number).replace("TARGET", to));
  }

  private int read(Change change) {
    return status(send("GET", "/" + change.name() + "/" + rows.get(change.name()), null));
  }

  /// Returns the status of each kind of request. The row to delete is the created one, or a spare
  /// one.
  private Map<Request, Integer> outcomes(Change change) {
    String list = "/" + change.name();
    String row = list + "/" + rows.get(change.name());
    Map<Request, Integer> outcomes = new EnumMap<>(Request.class);
    var created = send("POST", list, body(change, "made"));
    outcomes.put(Request.CREATE, status(created));
    outcomes.put(Request.READ, read(change));
    outcomes.put(Request.LIST, status(send("GET", list + "?sort=title&title=row&limit=5", null)));
    outcomes.put(Request.REPLACE, status(send("PUT", row, body(change, "row"))));
    outcomes.put(Request.UPDATE, status(send("PATCH", row, "{\"title\":\"row\"}")));
    outcomes.put(
        Request.UPDATE_MANY,
        status(send("PATCH", list + "?title=row&max_affected=100", "{\"title\":\"row\"}")));
    outcomes.put(
        Request.BATCH,
        status(
            send(
                "POST",
                "/batch",
                "{\"operations\":[{\"method\":\"GET\",\"path\":\"%s\"},{\"method\":\"POST\",\"path\":\"%s\",\"body\":%s}]}"
                    .formatted(row, list, body(change, "batch")))));
    boolean made = status(created) == 201;
    Deque<Long> spare = Objects.requireNonNull(spares.get(change.name()));
    long gone = made ? created.data().getLong("id") : spare.getFirst();
    outcomes.put(Request.DELETE, status(send("DELETE", list + "/" + gone, null)));
    if (!made && outcomes.get(Request.DELETE) == 204) {
      spare.removeFirst();
    }
    return outcomes;
  }

  /// Sends a request, and repeats it while the server answers that it is slow. Only the response
  /// that the database was migrated is final.
  private ScenarioClient.Answer send(String method, String path, @Nullable String body) {
    for (int attempt = 1; ; attempt++) {
      ScenarioClient.Answer answer = owner.send(method, path, body);
      boolean slow =
          status(answer) == 503 && !answer.response().body().contains("migrated to another spec");
      if (!slow || attempt == ATTEMPTS) {
        assertThat(slow).as(answer.response().body()).isFalse();
        return answer;
      }
      LockSupport.parkNanos(200_000_000);
    }
  }

  private static int status(ScenarioClient.Answer answer) {
    return answer.response().statusCode();
  }

  private int readiness() {
    return status(app.nobody("").get("/readyz"));
  }

  /// @param own a target row of this user
  private void write(ScenarioClient client, String own, AtomicBoolean writing) {
    for (int i = 0; writing.get(); i++) {
      Change change = CHANGES.get(i % CHANGES.size());
      String title = "w" + i;
      String body = body(change, title, own);
      ScenarioClient.Answer answer = client.post("/" + change.name(), body);
      boolean unknown =
          status(answer) == 503 && answer.json().getString("outcome").equals("unknown");
      if (!unknown) {
        written.add(change.name() + " " + title + " " + status(answer));
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  /// A write with status 201 is stored, and a write with status 503 is not.
  private void whatWasAnsweredIsTrue() {
    assertThat(written).isNotEmpty();
    Map<String, Set<String>> there = new HashMap<>();
    for (String write : written) {
      String[] words = write.split(" ", -1);
      assertThat(words[2]).as(() -> write + "\n" + app.events()).isIn("201", "503");
      if (words[0].equals("table_dropped")) {
        continue;
      }
      String table = words[0].equals("table_renamed") ? "renamed" : words[0];
      Set<String> titles =
          there.computeIfAbsent(
              table,
              t ->
                  Set.of(
                      count(
                              "select coalesce(string_agg(title, ' '), '') from app."
                                  + t
                                  + " where title like 'w%'")
                          .split(" ", -1)));
      assertThat(titles.contains(words[1])).as(write).isEqualTo(words[2].equals("201"));
    }
    assertThat(written).anyMatch(w -> w.endsWith("503")).anyMatch(w -> w.endsWith("201"));
  }

  private String count(String sql) {
    return TestDatabase.query(database.target(), sql);
  }
}
