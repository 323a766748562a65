package dev.freehold.testkit.run;

import dev.freehold.client.ApiClient;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientRequest.RequestHeader;
import dev.freehold.client.ClientResponse;
import dev.freehold.testkit.Expectation;
import dev.freehold.testkit.JsonPath;
import dev.freehold.testkit.TestCase;
import dev.freehold.testkit.TestRequest;
import dev.freehold.testkit.TestStep;
import dev.freehold.testkit.run.TestResult.TestOutcome;
import dev.freehold.testkit.run.TestSuiteRunner.TestUserSource;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs one test case.
final class TestCaseRunner {
  private final ApiClient client;
  private final String base;
  private final Map<String, TestUserSource.TestUser> people;
  private final VariableResolver names = new VariableResolver();
  private final List<ClientResponse> answers = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  /// @param base the base path of the API
  TestCaseRunner(ApiClient client, String base, Map<String, TestUserSource.TestUser> people) {
    this.client = client;
    this.base = base;
    this.people = new HashMap<>(people);
    people.forEach(
        (name, person) -> {
          names.put(name + ".id", person.id());
          names.put(name + ".email", person.email());
        });
  }

  /// The last request as a `curl` command; empty before the first.
  String lastCall() {
    return calls.isEmpty() ? "" : calls.getLast();
  }

  /// @throws dev.freehold.client.ApiClient.RequestFailedException if there is no response
  TestOutcome run(TestCase test) {
    for (TestStep step : test.steps()) {
      Optional<TestOutcome> fault =
          switch (step) {
            case TestStep.RequestStep send -> send(send);
            case TestStep.PaginationStep walk -> walk(walk);
          };
      if (fault.isPresent()) {
        return fault.get();
      }
    }
    return new TestOutcome.Passed();
  }

  private Optional<TestOutcome> send(TestStep.RequestStep send) {
    ClientResponse answer = sent(call(send.actor(), send.request()));
    List<String> expected = new ArrayList<>();
    List<String> got = new ArrayList<>();
    ExpectationChecker checker = new ExpectationChecker(names, answers);
    for (Expectation expectation : send.expects()) {
      checker
          .mismatch(expectation, answer)
          .ifPresent(
              fault -> {
                expected.add(names.text(expectation.describe()));
                got.add(fault);
              });
    }
    send.saves()
        .forEach(
            (name, path) ->
                ExpectationChecker.valueAt(answer, path)
                    .ifPresentOrElse(
                        found -> names.put(name, found.value()),
                        () -> {
                          expected.add(path + " in the response");
                          got.add("it does not");
                        }));
    return expected.isEmpty() ? Optional.empty() : Optional.of(failed(expected, got));
  }

  private ClientResponse sent(ClientRequest call) {
    calls.add(call.curl(client.base()));
    ClientResponse answer = RetryingApiClient.send(client, call);
    answers.add(answer);
    return answer;
  }

  private TestOutcome failed(List<String> expected, List<String> got) {
    ClientResponse answer = answers.getLast();
    return new TestOutcome.Failed(
        expected,
        got,
        calls.getLast(),
        answer.status() + " " + ExpectationChecker.abbreviated(answer),
        calls.subList(0, calls.size() - 1));
  }

  private TestOutcome failed(String expected, String got) {
    return failed(List.of(expected), List.of(got));
  }

  private ClientRequest call(String who, TestRequest request) {
    ClientRequest call =
        ClientRequest.of(
            request.method(),
            base + RequestTargetEncoder.encoded(names.text(request.path(), ClientRequest::encode)));
    for (Map.Entry<String, String> parameter : request.query()) {
      call = call.query(names.text(parameter.getKey()), names.text(parameter.getValue()));
    }
    TestUserSource.@Nullable TestUser person = people.get(who);
    if (person != null) {
      String shown = "Bearer $" + who.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      call = call.header(new RequestHeader("Authorization", "Bearer " + person.token(), shown));
    }
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      call = call.header(header.getKey(), names.text(header.getValue()));
    }
    return switch (request.body()) {
      case null -> call;
      case TestRequest.RawBody(String type, String text) ->
          type.isEmpty()
              ? call.body(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
              : call.body(type, text);
      case Object json -> call.json(Json.encode(names.json(json)));
    };
  }

  /// Reads all pages. Stops after the first page beyond the expected number.
  private Optional<TestOutcome> walk(TestStep.PaginationStep walk) {
    List<String> expected = walk.ids().stream().map(names::text).toList();
    int pages = Math.max(1, (expected.size() + walk.limit() - 1) / walk.limit());
    List<String> met = new ArrayList<>();
    String cursor = "";
    for (int page = 1; page <= pages; page++) {
      ClientRequest call =
          call(walk.actor(), walk.request()).query("limit", String.valueOf(walk.limit()));
      if (walk.byCursor()) {
        call = cursor.isEmpty() ? call : call.query("cursor", cursor);
      } else {
        call = call.query("page", String.valueOf(page));
      }
      ClientResponse answer = sent(call);
      if (answer.status() != 200) {
        return Optional.of(failed("status 200 of page " + page, "status " + answer.status()));
      }
      Object rows =
          ExpectationChecker.valueAt(answer, "data." + walk.rows())
              .map(JsonPath.PathValue::value)
              .orElse(null);
      if (!(rows instanceof JsonArray array)) {
        return Optional.of(failed("data." + walk.rows() + " is a list", JsonMatcher.shown(rows)));
      }
      met.addAll(ExpectationChecker.ids(array));
      Object next =
          ExpectationChecker.valueAt(answer, "data.pagination.nextCursor")
              .map(JsonPath.PathValue::value)
              .orElse(null);
      cursor = next instanceof String text ? text : "";
      if (cursor.isEmpty() == page < pages) {
        return Optional.of(
            failed(
                (page < pages ? "a" : "no") + " nextCursor on page " + page + " of " + pages,
                "nextCursor is " + JsonMatcher.shown(next)));
      }
    }
    return met.equals(expected)
        ? Optional.empty()
        : Optional.of(failed("each of the rows " + expected + " once, in this order", "" + met));
  }

  /// Encodes readable paths.
  static final class RequestTargetEncoder {
    private RequestTargetEncoder() {}

    /// Percent-encodes the characters that a request line does not allow (RFC 3986 section 3.3).
    static String encoded(String path) {
      StringBuilder out = new StringBuilder();
      path.codePoints()
          .forEach(
              c -> {
                boolean plain = c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
                out.append(
                    plain ? Character.toString(c) : ClientRequest.encode(Character.toString(c)));
              });
      return out.toString();
    }
  }
}
