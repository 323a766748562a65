package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.testkit.Expectation;
import dev.freehold.testkit.TestRequest;
import dev.freehold.testkit.TestStep;
import dev.freehold.testkit.generate.TestActor.ExpectedAccess;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds one request step of a test case.
final class TestStepBuilder {
  private final int index;
  private final TestActor actor;
  private final String method;
  private final String path;
  private final List<Map.Entry<String, String>> query = new ArrayList<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<Expectation> expects = new ArrayList<>();
  private final Map<String, String> saves = new LinkedHashMap<>();
  private @Nullable Object body;

  TestStepBuilder(int index, TestActor actor, String method, String path) {
    this.index = index;
    this.actor = actor;
    this.method = method;
    this.path = path;
  }

  /// The index of the step in its case, from 0.
  public int index() {
    return index;
  }

  public TestStepBuilder query(String name, String value) {
    query.add(Map.entry(name, value));
    return this;
  }

  public TestStepBuilder query(Collection<Map.Entry<String, String>> parameters) {
    query.addAll(parameters);
    return this;
  }

  /// Restricts a list to the rows of an actor, to count them.
  ///
  /// @throws SampleUnavailableException if rows belong to nobody
  TestStepBuilder onlyRowsOf(TestActor actor, ResourcePlan resource) {
    ColumnPlan owner =
        resource
            .table()
            .owner()
            .orElseThrow(
                () ->
                    new SampleUnavailableException(
                        "rows of "
                            + resource.name()
                            + " belong to nobody, and those of one case cannot be counted"));
    return query(owner.name(), idOf(actor));
  }

  public TestStepBuilder header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /// @param json JSON in the representation of Vert.x, or a [TestRequest.RawBody]
  public TestStepBuilder body(Object json) {
    body = json;
    return this;
  }

  public TestStepBuilder body(Map<String, @Nullable Object> members) {
    return body(new JsonObject(new LinkedHashMap<>(members)));
  }

  public TestStepBuilder expect(Expectation more) {
    expects.add(more);
    return this;
  }

  public TestStepBuilder expectStatus(Integer... any) {
    return expect(new Expectation.ExpectedStatus(Arrays.asList(any)));
  }

  public TestStepBuilder expectBodyPart(String at, @Nullable Object value) {
    return expect(new Expectation.BodyPart(at, value));
  }

  /// Expects that the row of the response belongs to an actor, if rows have an owner.
  TestStepBuilder expectOwner(ResourcePlan resource, TestActor actor) {
    resource.table().owner().ifPresent(o -> expectBodyPart("data." + o.name(), idOf(actor)));
    return this;
  }

  private static String idOf(TestActor actor) {
    return "{" + actor.name() + ".id}";
  }

  public TestStepBuilder expectExactKeys(String at, Set<String> names) {
    return expect(new Expectation.ExactKeys(at, names));
  }

  public TestStepBuilder expectHeader(String name, String value) {
    return expect(new Expectation.ExpectedHeader(name, value));
  }

  public TestStepBuilder expectRefusal(int status, String code) {
    return expectStatus(status).expect(new Expectation.ExpectedErrorCode(code));
  }

  public TestStepBuilder expectRefusal(ExpectedAccess expected) {
    return expectRefusal(expected.status(), expected.code());
  }

  /// Expects 400 for this field.
  public TestStepBuilder expectValidationError(String field, Collection<String> codes) {
    return expectRefusal(400, "VALIDATION_ERROR").expectFieldError(field, codes);
  }

  public TestStepBuilder expectValidationError(String field, String... codes) {
    return expectValidationError(field, Arrays.asList(codes));
  }

  public TestStepBuilder expectFieldError(String field, Collection<String> codes) {
    return expect(new Expectation.FieldErrorDetail(field, Set.copyOf(codes)));
  }

  /// Expects that the text does not occur in the response.
  public TestStepBuilder expectBodyOmits(String text) {
    return text.isEmpty() ? this : expect(new Expectation.BodyOmits(text));
  }

  public TestStepBuilder expectExactRows(String at, List<String> ids, boolean ordered) {
    return expect(new Expectation.ExactRows(at, ids, ordered));
  }

  public TestStepBuilder expectSameResponse(TestStepBuilder other) {
    return expect(new Expectation.SameResponse(other.index));
  }

  public TestStepBuilder expectEmptyBody() {
    return expect(new Expectation.EmptyBody());
  }

  public TestStepBuilder save(String name, String path) {
    saves.put(name, path);
    return this;
  }

  TestRequest toRequest() {
    return new TestRequest(method, path, query, headers, body);
  }

  TestStep build() {
    return new TestStep.RequestStep(actor.name(), toRequest(), expects, saves);
  }
}
