package dev.freehold.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.http.Request.QueryParameter;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QueryStringParserTest {
  @Test
  void reads() {
    assertThat(QueryStringParser.parse("")).isEmpty();
    assertThat(QueryStringParser.parse("&&")).isEmpty();
    assertThat(QueryStringParser.parse("a"))
        .isEqualTo(QueryStringParser.parse("a="))
        .containsExactly(new QueryParameter("a", ""));
    assertThat(QueryStringParser.parse("=b")).containsExactly(new QueryParameter("", "b"));
    assertThat(QueryStringParser.parse("a=b=c&a=+%2B"))
        .containsExactly(new QueryParameter("a", "b=c"), new QueryParameter("a", " +"));
    assertThat(QueryStringParser.parse("due_on%5Blte%5D=1&a[b]=2"))
        .containsExactly(new QueryParameter("due_on[lte]", "1"), new QueryParameter("a[b]", "2"));
    assertThat(QueryStringParser.parse("a&".repeat(100))).hasSize(100);
  }

  @Test
  void reportsEveryMalformedParameter() {
    assertThatThrownBy(() -> QueryStringParser.parse("a=%&b=%ff&c=1&d=%ED%A0%80&e=%C0%80&f=%1"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(((Problem.Invalid) e.problem()).violations())
                    .extracting("field")
                    .containsExactly("a", "b", "d", "e", "f"));
    assertThatThrownBy(() -> QueryStringParser.parse("a&".repeat(101)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void anyQuery() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      List<QueryParameter> parameters = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        parameters.add(new QueryParameter("n" + word(random), word(random)));
      }
      String raw =
          parameters.stream()
              .map(p -> encode(p.name()) + "=" + encode(p.value()))
              .collect(Collectors.joining("&"));
      assertThat(QueryStringParser.parse(raw)).as("seed %d: %s", seed, raw).isEqualTo(parameters);
      String broken = mutate(raw, random);
      try {
        QueryStringParser.parse(broken);
      } catch (ProblemException e) {
        assertThat(e.problem()).as("seed %d: %s", seed, broken).isInstanceOf(Problem.Invalid.class);
      }
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String mutate(String raw, Random random) {
    StringBuilder text = new StringBuilder(raw);
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      text.insert(random.nextInt(text.length() + 1), "%&=+\u00e9\ud800f".charAt(random.nextInt(7)));
    }
    return text.toString();
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      int c = random.nextInt(0x1f900);
      if (c < 0xd800 || c > 0xdfff) {
        word.appendCodePoint(c);
      }
    }
    return word.toString();
  }
}
