package dev.freehold.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.type.ConstraintValidator.TextNormalizer;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HtmlStripperTest {
  /// WHATWG HTML, section 13.2.5.6: the characters after a `<` that leave the text state.
  private static final Pattern MARKUP = Pattern.compile("<[a-zA-Z/!?]");

  private static final FieldConstraints.Text ALL =
      new FieldConstraints.Text(0, 100, null, true, true, true, true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "I <3 you & <b>me</b> | I <3 you & me",
        "1 < 2 > 0 | 1 < 2 > 0",
        "a<br/>b | ab",
        "<<b>script>alert(1)</script> | ``",
        "<script>x<b>y</script>z | z",
        "<STYLE>x</style >z | z",
        "<scripted>x | x",
        "<!-- <b> -->x | x",
        "<!-->x | x",
        "<!--x | ``",
        "<?php x ?>y | y",
        "<a title=\"x>y\" href='>'>z</a> | z",
        "<a title= \">\">z | z",
        "<a \">z | z",
        "<a | ``",
        "a < | a <",
        "&lt;b&gt; | &lt;b&gt;",
        "<é>x | <é>x",
        "<<<a>b>c>d | d"
      })
  void stripsMarkup(String text, String expected) {
    assertThat(HtmlStripper.strip(text)).isEqualTo(expected);
  }

  @Test
  void leavesNoMarkupAndIsIdempotent() {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    String[] scraps = {
      "<",
      ">",
      "/",
      "!",
      "--",
      "-->",
      "\"",
      "'",
      "=",
      " ",
      "a",
      "script",
      "style",
      "</script>",
      "<!--",
      "?",
      "é",
      "\u212A",
      "\u0130",
      "\u0301",
      "\u0338",
      "\n"
    };
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(15); n >= 0; n--) {
        text.append(scraps[random.nextInt(scraps.length)]);
      }
      for (int n = 0; n < 4; n++) {
        FieldConstraints.Text rules =
            new FieldConstraints.Text(0, 100, null, true, true, n % 2 == 1, n > 1);
        String once = TextNormalizer.normalize(rules, text.toString());
        assertThat(once).as("-Dfuzz.seed=" + seed).doesNotContainPattern(MARKUP);
        assertThat(TextNormalizer.normalize(rules, once)).as("-Dfuzz.seed=" + seed).isEqualTo(once);
      }
    }
  }

  /// The Kelvin sign is not an ASCII letter, but its lower case is.
  @Test
  void lowerCaseMakesNoMarkup() {
    assertThat(TextNormalizer.normalize(ALL, "x<\u212A onmouseover=alert(1)>y")).isEqualTo("xy");
  }

  @Test
  void takesLinearTime() {
    for (String unit :
        new String[] {"<", "<a", "<!--", "<script>", "<a b='", "</", "<<a>", "<script></x"}) {
      String text = unit.repeat(1_000_000 / unit.length());
      Assertions.assertTimeout(Duration.ofSeconds(10), () -> HtmlStripper.strip(text), unit);
    }
  }

  @Test
  void trimsAndLowers() {
    assertThat(TextNormalizer.normalize(ALL, " \u2003<i> ÄB </i>\n")).isEqualTo("äb");
    assertThat(
            TextNormalizer.normalize(
                new FieldConstraints.Text(0, 9, null, false, false, false, false), " <B> "))
        .isEqualTo(" <B> ");
  }
}
