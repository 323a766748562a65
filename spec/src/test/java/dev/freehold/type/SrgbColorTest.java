package dev.freehold.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SrgbColorTest {
  private static SrgbColor color(String hex) {
    return SrgbColor.parse(hex).orElseThrow();
  }

  /// The ratios are those of the contrast checker of WebAIM.
  @ParameterizedTest
  @CsvSource({
    "#000000, #ffffff, 21",
    "#777777, #ffffff, 4.48",
    "#767676, #ffffff, 4.54",
    "#0000ff, #ffffff, 8.59",
    "#ffcc00, #ffffff, 1.50",
    "#123456, #123456, 1"
  })
  void hasTheContrastOfWcag(String one, String two, double ratio) {
    assertThat(color(one).contrast(color(two))).isCloseTo(ratio, within(0.02));
    assertThat(color(two).contrast(color(one))).isEqualTo(color(one).contrast(color(two)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#fff",
        "ffffff",
        "#gggggg",
        "#1234567",
        "red",
        "#12345\n",
        "#fff;}",
        "#٠٠٠٠٠٠"
      })
  void readsHexAlone(String text) {
    assertThat(SrgbColor.parse(text)).isEmpty();
  }

  @Test
  void writesWhatItReads() {
    assertThat(color("#2F6b4f").hex()).isEqualTo("#2f6b4f");
    assertThat(color("#2F6b4f")).isEqualTo(new SrgbColor(0x2f, 0x6b, 0x4f));
  }

  /// Of black and white, one can always be read.
  @Test
  void textIsReadableOnEveryColor() {
    for (int grey = 0; grey < 256; grey++) {
      SrgbColor background = new SrgbColor(grey, grey, grey);
      SrgbColor ink = background.isDark() ? SrgbColor.WHITE : SrgbColor.BLACK;
      assertThat(ink.contrast(background)).isGreaterThan(SrgbColor.TEXT_CONTRAST);
    }
  }

  @Test
  void changesAColorOnlyAsFarAsNeeded() {
    SrgbColor paper = color("#14181d");
    assertThat(color("#7cc4a0").readableOn(paper, SrgbColor.WHITE, 4.5))
        .isEqualTo(color("#7cc4a0"));
    SrgbColor lighter = color("#2f6b4f").readableOn(paper, SrgbColor.WHITE, 4.5);
    assertThat(lighter.contrast(paper)).isBetween(4.5, 5.0);
  }
}
