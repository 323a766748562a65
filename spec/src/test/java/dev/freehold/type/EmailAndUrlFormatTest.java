package dev.freehold.type;

import static dev.freehold.type.ValueParserTest.code;
import static dev.freehold.type.ValueParserTest.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.problem.ViolationCode;
import dev.freehold.type.FieldType.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests how [ValueParser] reads e-mail addresses and URLs.
final class EmailAndUrlFormatTest {
  @ParameterizedTest
  @ValueSource(strings = {"a@b.co", "A.b+c@sub.example.org", "o'neil@example.org", "x@a-b.c9"})
  void readsEmails(String text) {
    assertThat(value(ScalarType.EMAIL, text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a@b",
        "@b.co",
        "a@",
        "a@b..co",
        "a@-b.co",
        "a@b-.co",
        "a b@c.de",
        " a@b.co",
        "a@b.co\n",
        "<a@b.co>",
        "ü@b.co",
        "a@b.co,c@d.ef",
        "\"a b\"@c.de",
        "a@[127.0.0.1]",
        ".a@b.co",
        "a.@b.co",
        "a..b@c.de"
      })
  void refusesOtherEmails(String text) {
    assertThat(code(ScalarType.EMAIL, text)).isEqualTo(ViolationCode.FORMAT);
  }

  @Test
  void limitsTheLengthOfAddresses() {
    assertThat(value(ScalarType.EMAIL, "a".repeat(64) + "@b.co")).isNotNull();
    assertThat(code(ScalarType.EMAIL, "a".repeat(65) + "@b.co")).isEqualTo(ViolationCode.FORMAT);
    assertThat(code(ScalarType.EMAIL, "a@" + "b".repeat(64) + ".co"))
        .isEqualTo(ViolationCode.FORMAT);
    assertThat(code(ScalarType.EMAIL, "a@" + "b.".repeat(200) + "co"))
        .isEqualTo(ViolationCode.FORMAT);
    assertThat(code(ScalarType.URL, "https://example.org/" + "x".repeat(2_048)))
        .isEqualTo(ViolationCode.FORMAT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org",
        "HTTP://example.org:8080/a%20b?c=d#e",
        "https://[2001:db8::1]/",
        "http://127.0.0.1"
      })
  void readsWebAddresses(String text) {
    assertThat(value(ScalarType.URL, text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "//example.org",
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://user:secret@example.org",
        "https://example.org@evil.org",
        "https://exa mple.org",
        "https://example.org/\n",
        "data:text/html,x",
        "https:example.org",
        "https://example.org\\@evil.org"
      })
  void refusesOtherWebAddresses(String text) {
    assertThat(code(ScalarType.URL, text)).isEqualTo(ViolationCode.FORMAT);
  }
}
