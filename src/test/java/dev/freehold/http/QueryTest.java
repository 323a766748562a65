package dev.freehold.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QueryTest {
  @Test
  void reads() {
    assertThat(Query.parse("")).isEmpty();
    assertThat(Query.parse("&&")).isEmpty();
    assertThat(Query.parse("a"))
        .isEqualTo(Query.parse("a="))
        .containsExactly(new Parameter("a", ""));
    assertThat(Query.parse("=b")).containsExactly(new Parameter("", "b"));
    assertThat(Query.parse("a=b=c&a=+%2B"))
        .containsExactly(new Parameter("a", "b=c"), new Parameter("a", " +"));
    assertThat(Query.parse("due_on%5Blte%5D=1&a[b]=2"))
        .containsExactly(new Parameter("due_on[lte]", "1"), new Parameter("a[b]", "2"));
    assertThat(Query.parse("a&".repeat(100))).hasSize(100);
  }

  @Test
  void namesEveryParameterThatItCannotRead() {
    assertThatThrownBy(() -> Query.parse("a=%&b=%ff&c=1&d=%ED%A0%80&e=%C0%80&f=%1"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(((Problem.Invalid) e.problem()).violations())
                    .extracting("field")
                    .containsExactly("a", "b", "d", "e", "f"));
    assertThatThrownBy(() -> Query.parse("a&".repeat(101))).isInstanceOf(ProblemException.class);
  }

  @Test
  void anyQuery() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      List<Parameter> parameters = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        parameters.add(new Parameter("n" + word(random), word(random)));
      }
      String raw =
          parameters.stream()
              .map(p -> encode(p.name()) + "=" + encode(p.value()))
              .collect(Collectors.joining("&"));
      assertThat(Query.parse(raw)).as("seed %d: %s", seed, raw).isEqualTo(parameters);
      String broken = mutate(raw, random);
      try {
        Query.parse(broken);
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
