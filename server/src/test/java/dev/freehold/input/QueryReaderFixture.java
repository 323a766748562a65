package dev.freehold.input;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.ListQuery;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.testing.TestSpecs;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tasks of projects of clients. Only admins see audits and a task's `risk`.
final class QueryReaderFixture {
  static final KeysetCursorCodec.Holder ADA =
      new KeysetCursorCodec.Holder(UUID.fromString("0198b4e2-7d4c-7cc3-98c4-dc0c0c07398f"), null);
  static final ApiPlan API = ApiPlanner.plan(spec());
  static final ResourcePlan TASKS = API.resource("tasks");
  static final KeysetCursorCodec CURSORS =
      new KeysetCursorCodec(SigningSecrets.of(Secret.of("0123456789abcdef0123456789abcdef")));
  static final ListQueryReader READER = new ListQueryReader(API, TASKS, CURSORS);
  static final ApiView USER = new ApiView(API, true, Set.of(), null);
  static final ApiView ADMIN = new ApiView(API, true, Set.of("admin"), null);

  private QueryReaderFixture() {}

  static ListQuery read(String query) {
    return read(USER, query);
  }

  /// @param query not percent-encoded
  static ListQuery read(ApiView view, String query) {
    ListQueryReader.ListQueryBuilder reading = READER.newBuilder(view, ADA, null);
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        reading.addParameter(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    return reading.build();
  }

  private static Spec spec() {
    List<Grant> owner = List.of(new Grant.Owner());
    List<Grant> admin = List.of(new Grant.Role("admin"));
    return new Spec(
        "Projects",
        "1.0.0",
        null,
        Spec.Auth.DEFAULT,
        List.of(
            resource("clients", List.of(text("name", 100)), List.of(), null, Access.OWNER_ONLY),
            resource(
                "projects",
                List.of(text("name", 100), ref("client", "clients")),
                List.of(),
                null,
                Access.OWNER_ONLY),
            resource(
                "audits",
                List.of(text("finding", 100)),
                List.of(),
                null,
                new Access(admin, owner, admin, admin)),
            resource(
                "tasks",
                List.of(
                    text("title", 200),
                    field(
                        "description",
                        ScalarType.TEXT,
                        TestSpecs.text(0, 1000, null, true, true, false)),
                    field(
                        "mail", ScalarType.EMAIL, TestSpecs.text(0, 254, null, false, false, true)),
                    field("completed", ScalarType.BOOLEAN, FieldConstraints.NONE),
                    field(
                        "priority",
                        ScalarType.ENUM,
                        new FieldConstraints(
                            null, FieldConstraints.NONE.range(), List.of("low", "high", "a,b"))),
                    field("points", ScalarType.INTEGER, FieldConstraints.NONE),
                    field("price", ScalarType.DECIMAL, FieldConstraints.NONE),
                    field("due_on", ScalarType.DATE, FieldConstraints.NONE),
                    field("extra", ScalarType.JSON, FieldConstraints.NONE),
                    array("tags"),
                    risk(),
                    ref("project", "projects"),
                    ref("audit", "audits"),
                    ref("parent", "tasks")),
                List.of(
                    new Spec.Filter(
                        "status",
                        "all",
                        List.of(
                            new Spec.Option("all", List.of()),
                            new Spec.Option(
                                "open", List.of(new Spec.Condition.Equal("completed", false))),
                            new Spec.Option(
                                "never",
                                List.of(
                                    new Spec.Condition.OneOf("points", List.of()),
                                    new Spec.Condition.Null("due_on")))))),
                new Spec.Search(List.of("title", "description"), "english"),
                Access.OWNER_ONLY)));
  }

  private static Spec.Resource resource(
      String name,
      List<Spec.Field> fields,
      List<Spec.Filter> filters,
      Spec.@Nullable Search search,
      Access access) {
    return Spec.Resource.builder(name, fields)
        .id(Spec.IdType.INTEGER)
        .filters(filters)
        .limit(new Spec.Limit(20, 100))
        .access(access)
        .search(search)
        .build();
  }

  private static Spec.Field text(String name, int maxLength) {
    return field(name, ScalarType.STRING, TestSpecs.text(0, maxLength, null, true, false, false));
  }

  private static Spec.Field field(String name, ScalarType scalar, FieldConstraints rules) {
    return field(name, FieldType.of(scalar), rules, null);
  }

  private static Spec.Field array(String name) {
    FieldConstraints rules = TestSpecs.text(0, 40, null, false, false, false);
    return field(name, new FieldType(ScalarType.STRING, true), rules, null);
  }

  private static Spec.Field risk() {
    return field("risk", FieldType.of(ScalarType.INTEGER), FieldConstraints.NONE, null, "admin");
  }

  private static Spec.Field ref(String relation, String to) {
    return field(
        relation + "_id",
        FieldType.of(ScalarType.INTEGER_ID),
        FieldConstraints.NONE,
        new Spec.Ref(relation, to, Spec.OnDelete.SET_NULL));
  }

  private static Spec.Field field(
      String name,
      FieldType type,
      FieldConstraints rules,
      Spec.@Nullable Ref ref,
      String... roles) {
    return Spec.Field.builder(name, type)
        .constraints(rules)
        .ref(ref)
        .readers(Arrays.stream(roles).<Grant>map(Grant.Role::new).toList())
        .writers(Arrays.stream(roles).<Grant>map(Grant.Role::new).toList())
        .build();
  }
}
