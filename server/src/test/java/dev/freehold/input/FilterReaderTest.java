package dev.freehold.input;

import static dev.freehold.input.ListQueryReaderTest.violations;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.query.RowPredicate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests conditions on fields, by the canonical text of the predicate.
final class FilterReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|all()",
        "completed=true|completed EQ 4:true",
        "completed[eq]=false|completed EQ 5:false",
        "title=a,b|title EQ 3:a,b",
        "title=|title EQ 0:",
        "title[ne]=x|title NE 1:x",
        "points[gte]=3&points[lt]=9|all(points GTE 1:3,points LT 1:9)",
        "price=1.50|price EQ 3:1.5",
        "due_on[between]=2026-01-01,2026-12-31|due_on BETWEEN 10:2026-01-01 10:2026-12-31",
        "created_at[gt]=2026-01-01T01:00:00+01:00|created_at GT 17:2026-01-01T00:00Z",
        "priority[in]=low,high|priority IN (3:low,4:high)",
        "priority[in]= low , high |priority IN (3:low,4:high)",
        "priority[nin]=low|priority NIN (3:low)",
        "priority[in]=\"a,b\",low|priority IN (3:a,b,3:low)",
        "title[in]=\"a\\\"b\",\" c \",\"\",\"\\\\\"|title IN (0:,1:\\,1:c,3:a\"b)",
        "id[in]=|id IN ()",
        "id[nin]=|id NIN ()",
        "due_on[null]=true|due_on NULL",
        "due_on[null]=false|due_on NOT NULL",
        "extra[null]=true|extra NULL",
        "tags[contains]=a|tags HAS 1:a",
        "tags[null]=true|tags NULL",
        "title[contains]=%_|title CONTAINS 2:%_",
        "title[icontains]=Milk|title CONTAINS_IGNORING_CASE 4:Milk",
        "title[startsWith]=a|title STARTS_WITH 1:a",
        "title[endsWith]=b|title ENDS_WITH 1:b",
        "title[gte]=m|title GTE 1:m",
        "title= \u00a0Milk\u200b|title EQ 4:Milk",
        "title[ne]= a b |title NE 3:a b",
        "title[nin]=\" a\",\"b\u3000\"|title NIN (1:a,1:b)",
        "title[gt]= m|title GT 1:m",
        "title[between]=\" a\",\"b \"|title BETWEEN 1:a 1:b",
        "`title[contains]= a `|`title CONTAINS 3: a `",
        "`title[icontains]= `|`title CONTAINS_IGNORING_CASE 1: `",
        "`title[startsWith]= a `|`title STARTS_WITH 2:a `",
        "`title[endsWith]= a `|title ENDS_WITH 2: a",
        "or=(title.eq.\" a \",title.startsWith.\" b \")|any(title EQ 1:a,title STARTS_WITH 2:b )",
        "description= <b>a</b> |description EQ 1:a",
        "description[contains]=<b>|description CONTAINS 3:<b>",
        "tags[contains]= a|tags HAS 2: a",
        "mail=A@B.example|mail EQ 11:a@b.example",
        "mail[endsWith]=.EXAMPLE|mail ENDS_WITH 8:.example",
        "mail[gte]=m|mail GTE 1:m",
        "project_id=7|project_id EQ 1:7",
        "project_id[null]=true|project_id NULL",
        "user_id=0198b4e2-7d4c-7cc3-98c4-dc0c0c07398f|user_id EQ"
            + " 36:0198b4e2-7d4c-7cc3-98c4-dc0c0c07398f",
        "status=open|completed EQ 5:false",
        "status=never|all(due_on NULL,points IN ())",
        "status=open&points=1|all(completed EQ 5:false,points EQ 1:1)",
        "or=(completed.eq.true,priority.in.(low,high))|any(completed EQ 4:true,priority IN"
            + " (3:low,4:high))",
        "or=(points.gt.1)|points GT 1:1",
        "or=(price.gt.1.5,title.eq.\"a,(b)\")|any(price GT 3:1.5,title EQ 5:a,(b))",
        "or=(title.eq.a.b,title.startsWith.c)|any(title EQ 3:a.b,title STARTS_WITH 1:c)",
        "or=(created_at.gt.2026-01-01T00:00:00Z,due_on.null.true)|any(created_at GT"
            + " 17:2026-01-01T00:00Z,due_on NULL)",
        "or=( and(points.gt.1, points.lt.5), or(points.eq.9,and(id.eq.1,id.eq.2)) )|any(all(points"
            + " GT 1:1,points LT 1:5),any(all(id EQ 1:1,id EQ 1:2),points EQ 1:9))",
        "or=(id.in.(),points.between.(1,2))|any(id IN (),points BETWEEN 1:1 1:2)",
        "q= fresh milk |q 10:fresh milk",
        "q=\u00a0fresh milk\ufeff|q 10:fresh milk",
      })
  void reads(String query, String where) {
    assertThat(QueryReaderFixture.read(query).canonical().lines().toList().get(1)).isEqualTo(where);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "completed=yes|completed type completed must be true or false.",
        "completed[gt]=true|completed[gt] bad_operator completed[gt]: completed takes only the"
            + " operators eq, ne, in, nin, null.",
        "tags=a|tags bad_operator tags takes only the operators contains, null.",
        "extra[eq]=1|extra[eq] bad_operator extra[eq]: extra takes only the operators null.",
        "project_id[gt]=1|project_id[gt] bad_operator project_id[gt]: project_id takes only the"
            + " operators eq, ne, in, nin, null.",
        "points[]=1|points[] bad_operator points[]: points takes only the operators eq, ne, gt,"
            + " gte, lt, lte, in, nin, between, null.",
        "points=1.5|points type points must be a whole number.",
        "points[in]=1,x|points[in] type points[in] must be a whole number.",
        "points[in]=1,,2|points[in] format points[in] cannot be read at character 3: a value is"
            + " missing; the empty text is \"\".",
        "points[in]=(1,2)|points[in] format points[in] cannot be read at character 1: a value with"
            + " quotes or parentheses must be in double quotes.",
        "points[in]=1)|points[in] format points[in] cannot be read at character 2: a value with"
            + " parentheses must be in double quotes.",
        "title[in]=\"a|title[in] format title[in] cannot be read at character 3: the closing quote"
            + " is missing.",
        "title[in]=\"a\"b|title[in] format title[in] cannot be read at character 4: something"
            + " follows the closing quote.",
        "points[between]=1|points[between] format points[between] must be two values with a comma"
            + " between them.",
        "due_on=soon|due_on format due_on must be a date such as 2026-12-31.",
        "due_on[null]=1|due_on[null] type due_on[null] must be true or false.",
        "priority=urgent|priority not_one_of priority must be one of low, high, a,b.",
        "title[contains]=|title[contains] too_short title[contains] must not be empty.",
        "`title[startsWith]= `|title[startsWith] too_short title[startsWith] must not be empty.",
        "title[endsWith]=\u200b|title[endsWith] too_short title[endsWith] must not be empty.",
        "mail=x|mail format mail must be an e-mail address.",
        "titel[contains]=x|titel[contains] unknown titel[contains] is not known; did you mean"
            + " 'title'?",
        "page[gt]=1|page[gt] unknown page[gt] is not known; did you mean 'page'?",
        "title[eq=x|title[eq unknown title[eq is not known.",
        "title=a&title[eq]=b|title[eq] repeated title[eq] must not be given more than once.",
        "or=(id.eq.1)&or=(id.eq.2)|or repeated or must not be given more than once.",
        "or=()|or format or cannot be read at character 2: there must be at least one term between"
            + " the parentheses.",
        "or=|or format or cannot be read at character 1: '(' is missing.",
        "or=id.eq.1|or format or cannot be read at character 1: '(' is missing.",
        "or=(id.eq.1|or format or cannot be read at character 9: ')' is missing.",
        "or=(id.eq.1)x|or format or cannot be read at character 10: something follows the end.",
        "or=(id.eq.1,)|or format or cannot be read at character 10: a term has the form"
            + " completed.eq.true.",
        "or=(and())|or format or cannot be read at character 6: there must be at least one term"
            + " between the parentheses.",
        "or=(id.eq)|or format or cannot be read at character 7: a term has the form"
            + " completed.eq.true.",
        "or=(not.eq.1)|or unknown or: not is not known.",
        "or=(titel.eq.1,id.eq.x)|or unknown or: titel is not known; did you mean 'title'?;or type"
            + " or: id must be a whole number in digits.",
        "or=(id.foo.1)|or bad_operator or: id takes only the operators eq, ne, gt, gte, lt, lte,"
            + " in, nin, between, null.",
        "or=(id.in.1)|or format or: id must have its values in parentheses, such as in.(1,2).",
        "or=(id.eq.(1))|or format or: id takes one value with eq, not a list.",
        "or=(and(or(and(or(id.eq.1)))))|or too_deep or must not nest deeper than 4 levels.",
        "q=|q too_short q must not be empty.",
      })
  void refuses(String query, String violations) {
    assertThat(violations(QueryReaderFixture.USER, query))
        .containsExactly(violations.split("(?<=[.?]);", -1));
  }

  @Test
  void anEmptyListIsFalseAndNoConditionIsTrue() {
    assertThat(QueryReaderFixture.read("id[in]=").where())
        .isEqualTo(
            new RowPredicate.InList(
                QueryReaderFixture.USER
                    .resource(QueryReaderFixture.TASKS)
                    .column("id")
                    .orElseThrow(),
                List.of(),
                false));
    assertThat(QueryReaderFixture.read("").where()).isEqualTo(RowPredicate.TRUE);
    assertThat(QueryReaderFixture.read("status=all").where()).isEqualTo(RowPredicate.TRUE);
  }

  @Test
  void takesTwentyConditionsAndAHundredValues() {
    String nineteen = "id.eq.1,".repeat(19);

    assertThat(QueryReaderFixture.read("or=(" + nineteen + "id.eq.1)")).isNotNull();
    assertThat(QueryReaderFixture.read("or=(" + nineteen.substring(8) + "id.eq.1)&id=1"))
        .isNotNull();
    assertThat(
            violations(QueryReaderFixture.USER, "or=(" + nineteen + "id.eq.1,id.eq.1,x.eq.1)&id=1"))
        .containsExactly("or too_many or is one too many: there may be at most 20 conditions.");
    assertThat(QueryReaderFixture.read("id[in]=" + "1,".repeat(99) + "1")).isNotNull();
    assertThat(violations(QueryReaderFixture.USER, "id[in]=" + "1,".repeat(100) + "1"))
        .containsExactly("id[in] too_many id[in] must have at most 100 values.");
  }
}
