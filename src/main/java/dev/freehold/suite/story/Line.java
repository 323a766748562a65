package dev.freehold.suite.story;

import dev.freehold.suite.Ask;
import dev.freehold.suite.Expect;
import dev.freehold.suite.Step;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One call of a story, as it is told.
public final class Line {
  private final int index;
  private final Who who;
  private final String method;
  private final String path;
  private final List<Map.Entry<String, String>> query = new ArrayList<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<Expect> expects = new ArrayList<>();
  private final Map<String, String> saves = new LinkedHashMap<>();
  private @Nullable Object body;

  Line(int index, Who who, String method, String path) {
    this.index = index;
    this.who = who;
    this.method = method;
    this.path = path;
  }

  /// Where it stands in its case, from 0.
  public int index() {
    return index;
  }

  public Line query(String name, String value) {
    query.add(Map.entry(name, value));
    return this;
  }

  public Line query(Collection<Map.Entry<String, String>> parameters) {
    query.addAll(parameters);
    return this;
  }

  public Line header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /// @param json as Vert.x holds it, or an [Ask.Raw]
  public Line body(Object json) {
    body = json;
    return this;
  }

  public Line body(Map<String, @Nullable Object> members) {
    return body(new JsonObject(new LinkedHashMap<>(members)));
  }

  public Line expect(Expect more) {
    expects.add(more);
    return this;
  }

  public Line status(Integer... any) {
    return expect(new Expect.Status(Arrays.asList(any)));
  }

  public Line part(String at, @Nullable Object value) {
    return expect(new Expect.Part(at, value));
  }

  public Line keys(String at, Set<String> names) {
    return expect(new Expect.Keys(at, names));
  }

  public Line head(String name, String value) {
    return expect(new Expect.Head(name, value));
  }

  public Line refused(int status, String code) {
    return status(status).expect(new Expect.Code(code));
  }

  public Line refused(Verdict verdict) {
    return refused(verdict.status(), verdict.code());
  }

  /// 400 for this field.
  public Line invalid(String field, Collection<String> codes) {
    return refused(400, "VALIDATION_ERROR").fault(field, codes);
  }

  public Line invalid(String field, String... codes) {
    return invalid(field, Arrays.asList(codes));
  }

  public Line fault(String field, Collection<String> codes) {
    return expect(new Expect.Fault(field, Set.copyOf(codes)));
  }

  /// The text does not stand in the answer, where there is one.
  public Line hides(String text) {
    return text.isEmpty() ? this : expect(new Expect.HasNo(text));
  }

  public Line rows(String at, List<String> ids, boolean ordered) {
    return expect(new Expect.Rows(at, ids, ordered));
  }

  public Line sameAs(Line other) {
    return expect(new Expect.SameAs(other.index));
  }

  public Line noBody() {
    return expect(new Expect.NoBody());
  }

  public Line save(String name, String path) {
    saves.put(name, path);
    return this;
  }

  Ask ask() {
    return new Ask(method, path, query, headers, body);
  }

  Step step() {
    return new Step.Send(who.name(), ask(), expects, saves);
  }
}
