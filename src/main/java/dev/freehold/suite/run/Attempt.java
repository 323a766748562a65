package dev.freehold.suite.run;

import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.call.Client;
import dev.freehold.call.Header;
import dev.freehold.suite.Ask;
import dev.freehold.suite.Case;
import dev.freehold.suite.Expect;
import dev.freehold.suite.Path;
import dev.freehold.suite.Step;
import dev.freehold.suite.run.Result.Outcome;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One case, as it runs.
final class Attempt {
  private final Client client;
  private final String base;
  private final Map<String, People.Person> people;
  private final Names names = new Names();
  private final List<Answer> answers = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  /// @param base the path before each path of a case
  Attempt(Client client, String base, Map<String, People.Person> people) {
    this.client = client;
    this.base = base;
    this.people = new HashMap<>(people);
    people.forEach(
        (name, person) -> {
          names.put(name + ".id", person.id());
          names.put(name + ".email", person.email());
        });
  }

  /// The last call, as a line for a shell; empty before the first.
  String lastCall() {
    return calls.isEmpty() ? "" : calls.getLast();
  }

  /// @throws dev.freehold.call.CallFailed there was no answer
  Outcome run(Case test) {
    for (Step step : test.steps()) {
      Optional<Outcome> fault =
          switch (step) {
            case Step.Send send -> send(send);
            case Step.Walk walk -> walk(walk);
          };
      if (fault.isPresent()) {
        return fault.get();
      }
    }
    return new Outcome.Passed();
  }

  private Optional<Outcome> send(Step.Send send) {
    Answer answer = sent(call(send.who(), send.ask()));
    List<String> expected = new ArrayList<>();
    List<String> got = new ArrayList<>();
    Checker checker = new Checker(names, answers);
    for (Expect expect : send.expects()) {
      checker
          .fault(expect, answer)
          .ifPresent(
              fault -> {
                expected.add(names.text(expect.words()));
                got.add(fault);
              });
    }
    send.saves()
        .forEach(
            (name, path) ->
                Checker.at(answer, path)
                    .ifPresentOrElse(
                        found -> names.put(name, found.value()),
                        () -> {
                          expected.add(path + " stands in the answer");
                          got.add("it does not");
                        }));
    return expected.isEmpty() ? Optional.empty() : Optional.of(failed(expected, got));
  }

  private Answer sent(Call call) {
    calls.add(call.curl(client.base()));
    Answer answer = Patience.send(client, call);
    answers.add(answer);
    return answer;
  }

  private Outcome failed(List<String> expected, List<String> got) {
    Answer answer = answers.getLast();
    return new Outcome.Failed(
        expected,
        got,
        calls.getLast(),
        answer.status() + " " + Checker.shown(answer),
        calls.subList(0, calls.size() - 1));
  }

  private Outcome failed(String expected, String got) {
    return failed(List.of(expected), List.of(got));
  }

  private Call call(String who, Ask ask) {
    Call call = Call.of(ask.method(), base + Targets.encoded(names.text(ask.path(), Call::encode)));
    for (Map.Entry<String, String> parameter : ask.query()) {
      call = call.query(names.text(parameter.getKey()), names.text(parameter.getValue()));
    }
    People.@Nullable Person person = people.get(who);
    if (person != null) {
      String shown = "Bearer $" + who.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      call = call.header(new Header("Authorization", "Bearer " + person.token(), shown));
    }
    for (Map.Entry<String, String> header : ask.headers().entrySet()) {
      call = call.header(header.getKey(), names.text(header.getValue()));
    }
    return switch (ask.body()) {
      case null -> call;
      case Ask.Raw(String type, String text) ->
          type.isEmpty()
              ? call.body(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
              : call.body(type, text);
      case Object json -> call.json(Json.encode(names.json(json)));
    };
  }

  /// Bounded: it ends with the first page more than there should be.
  private Optional<Outcome> walk(Step.Walk walk) {
    List<String> expected = walk.ids().stream().map(names::text).toList();
    int pages = Math.max(1, (expected.size() + walk.limit() - 1) / walk.limit());
    List<String> met = new ArrayList<>();
    String cursor = "";
    for (int page = 1; page <= pages; page++) {
      Call call = call(walk.who(), walk.ask()).query("limit", String.valueOf(walk.limit()));
      if (walk.byCursor()) {
        call = cursor.isEmpty() ? call : call.query("cursor", cursor);
      } else {
        call = call.query("page", String.valueOf(page));
      }
      Answer answer = sent(call);
      if (answer.status() != 200) {
        return Optional.of(failed("status 200 of page " + page, "status " + answer.status()));
      }
      Object rows = Checker.at(answer, "data." + walk.rows()).map(Path.Found::value).orElse(null);
      if (!(rows instanceof JsonArray array)) {
        return Optional.of(failed("data." + walk.rows() + " is a list", Matching.shown(rows)));
      }
      met.addAll(Checker.ids(array));
      Object next =
          Checker.at(answer, "data.pagination.nextCursor").map(Path.Found::value).orElse(null);
      cursor = next instanceof String text ? text : "";
      if (cursor.isEmpty() == page < pages) {
        return Optional.of(
            failed(
                (page < pages ? "a" : "no") + " nextCursor on page " + page + " of " + pages,
                "nextCursor is " + Matching.shown(next)));
      }
    }
    return met.equals(expected)
        ? Optional.empty()
        : Optional.of(failed("each of the rows " + expected + " once, in this order", "" + met));
  }
}
