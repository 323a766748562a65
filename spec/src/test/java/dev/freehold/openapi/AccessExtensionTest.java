package dev.freehold.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleExpression;
import dev.freehold.spec.Access.Grant;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessExtensionTest {
  private static final Grant.Hop LIST = Grant.Hop.toOne("list", "list_id", "lists");
  private static final Grant FRIENDS = new Grant.Person("friends", "friends", true);

  static Stream<Arguments> grants() {
    return Stream.of(
        of(new Grant.Owner(), "{'who':'owner'}"),
        of(new Grant.User(), "{'who':'user'}"),
        of(new Grant.Public(), "{'who':'public'}"),
        of(new Grant.Role("agent"), "{'who':'role','role':'agent'}"),
        of(new Grant.Member(List.of(), "team_id", true), "{'who':'team'}"),
        of(
            new Grant.Member(List.of("admin", "lead"), "team_id", true),
            "{'who':'team','roles':['admin','lead']}"),
        of(
            new Grant.Person("assignee", "assignee_id", false),
            "{'who':'person','field':'assignee_id'}"),
        of(FRIENDS, "{'who':'person','field':'friends'}"),
        of(new Grant.Through(new Grant.Public(), List.of(LIST), null), "{'via':'list'}"),
        of(
            new Grant.Through(new Grant.Owner(), List.of(LIST), null),
            "{'who':'owner','via':'list'}"),
        of(
            new Grant.Through(new Grant.Public(), List.of(LIST), FRIENDS),
            "{'who':'person','field':'friends','of':'list'}"),
        of(
            new Grant.Through(
                new Grant.Public(),
                List.of(Grant.Hop.toOne("item", "item_id", "items"), LIST),
                new Grant.Owner()),
            "{'who':'owner','of':'item.list'}"),
        of(
            new Grant.Where(
                new Grant.Public(),
                new Rule(
                    "done",
                    new RuleExpression.Constant(ScalarType.BOOLEAN, true),
                    List.of("done"))),
            "{'who':'public','where':'done'}"));
  }

  private static Arguments of(Grant grant, String json) {
    return Arguments.of(grant, "{'x-access':[" + json + "]}");
  }

  @ParameterizedTest
  @MethodSource("grants")
  void namesWhomAGrantIsFor(Grant grant, String json) {
    assertThat(
            JsonObjectWriter.text(Detail.FULL, false, o -> AccessExtension.write(o, List.of(grant)))
                .replace('"', '\''))
        .isEqualTo(json);
  }
}
