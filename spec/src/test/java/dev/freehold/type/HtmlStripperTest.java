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
  /// A tag with its `>`, the start of a tag with a value, a comment, or a declaration (WHATWG HTML,
  /// section 13.2.5), of the names that the fuzz test uses.
  private static final Pattern MARKUP =
      Pattern.compile(
          "</?(b|script|style|img)[ \n/>](?s:.*)[>=]|<!--|<!doctype.*>|<!\\[.*>|<\\?[a-z](?s:.*)>",
          Pattern.CASE_INSENSITIVE);

  /// A start tag of any name with an attribute that browsers apply to every element.
  private static final Pattern EFFECT =
      Pattern.compile("<[a-z][^>]*[ \n/\"'](on[a-z]+|style)[ \n]*=", Pattern.CASE_INSENSITIVE);

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
        "<<b>script>alert(1)</script> | alert(1)",
        "<script>x<b>y</script>z | z",
        "<STYLE>x</style >z | z",
        "<scripted>x | <scripted>x",
        "use <script> and <style> x | use  and  x",
        "<!-- <b> -->x | x",
        "<!-->x | x",
        "<!--x | ``",
        "<!-<b>- x | ``",
        "<?php x ?>y | y",
        "<!DOCTYPE html><p>x</p> | x",
        "<![CDATA[x]]>y | y",
        "<a title=\"x>y\" href='>'>z</a> | z",
        "<a title= \">\">z | z",
        "<a \">z | z",
        "<a | <a",
        "a < | a <",
        "&lt;b&gt; | &lt;b&gt;",
        "<é>x | <é>x",
        "<<<a>b>c>d | <c>d",
        "a<b | a<b",
        "if a<b and c<d | if a<b and c<d",
        "a<b and c>d | ad",
        "a</b | a</b",
        "a<script | a",
        "<Title x | ` x`",
        "a<scripts | a<scripts",
        "List<String> x | List<String> x",
        "<b>Map<String, List<Integer>></b> m | Map<String, List<Integer>> m",
        "for (i=0; i<n; i++) x=1; // a->b | for (i=0; i<n; i++) x=1; // a->b",
        "a<!b && c>d | a<!b && c>d",
        "<your-name> | <your-name>",
        "<scr<b>ipt>alert(1)</script> | alert(1)",
        "<<script>x</script>b>y | y",
        "<img src=x onerror=alert(1)// | ` src=x onerror=alert(1)//`",
        "<img/src=x> | ``",
        "<IMG\tsrc=x> | ``",
        "</p x>y | y",
        "<x onclick=alert(1)>y</x> | y</x>",
        "<x/STYLE = 'a>b'>y | y",
        "<n; onclick=alert(1) | ` onclick=alert(1)`",
        "<x a='>' onclick=1>y | y",
        "<x> on=1 | <x> on=1",
        "<x y=1>z | <x y=1>z",
        "<svg><animate onbegin=x></svg>y | y"
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
      "b",
      "b",
      "x",
      "script",
      "style",
      "</script>",
      "<!--",
      "<!doctype",
      "<![",
      "?",
      "é",
      "\u212A",
      "\u0130",
      "\u0301",
      "\u0338",
      "\n",
      "img",
      " onclick=",
      "STYLE"
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
        assertThat(once).as("-Dfuzz.seed=" + seed).doesNotContainPattern(EFFECT);
        assertThat(TextNormalizer.normalize(rules, once)).as("-Dfuzz.seed=" + seed).isEqualTo(once);
      }
    }
  }

  @Test
  void keepsTextWithoutNamesOfElements() {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    String[] scraps = {"<", ">", "/", "=", "\"", " ", "x", "String", "1", "!", "&lt;", "é", "\n"};
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(20); n >= 0; n--) {
        text.append(scraps[random.nextInt(scraps.length)]);
      }
      assertThat(HtmlStripper.strip(text.toString()))
          .as("-Dfuzz.seed=" + seed)
          .isEqualTo(text.toString());
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
        new String[] {
          "<",
          "<a",
          "<a ",
          "<!--",
          "<script>",
          "<a b='",
          "<a b='>",
          "<x b='",
          "</",
          "<<a>",
          "<script></x",
          "<x onclick=",
          "<x on=>",
          "<x",
          "</a x=",
          "/on "
        }) {
      String text =
          unit.repeat(500_000 / unit.length()) + "x".repeat(250_000) + " ".repeat(250_000) + "=";
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
