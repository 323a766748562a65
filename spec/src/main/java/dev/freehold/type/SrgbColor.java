package dev.freehold.type;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A colour of sRGB, with the contrast of WCAG 2.2.
///
/// @param red 0 to 255, as the others
public record SrgbColor(int red, int green, int blue) {
  /// What WCAG 2.2 asks of text against its background (success criterion 1.4.3, level AA).
  public static final double TEXT_CONTRAST = 4.5;

  /// What it asks of the borders of fields and the ring of the focus (1.4.11).
  public static final double EDGE_CONTRAST = 3;

  public static final SrgbColor WHITE = new SrgbColor(255, 255, 255);
  public static final SrgbColor BLACK = new SrgbColor(0, 0, 0);

  private static final Pattern HEX = Pattern.compile("#[0-9A-Fa-f]{6}");

  /// Reads `#rrggbb`; empty for any other text.
  public static Optional<SrgbColor> parse(String text) {
    if (!HEX.matcher(text).matches()) {
      return Optional.empty();
    }
    int value = Integer.parseInt(text.substring(1), 16);
    return Optional.of(new SrgbColor(value >> 16, value >> 8 & 0xff, value & 0xff));
  }

  /// As in CSS: `#2f6b4f`.
  public String hex() {
    return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
  }

  /// The contrast ratio, 1 to 21.
  public double contrast(SrgbColor other) {
    double one = luminance();
    double two = other.luminance();
    return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  }

  /// Whether white text is read better upon it than black text.
  public boolean isDark() {
    return contrast(WHITE) > contrast(BLACK);
  }

  /// The colour between this and another one.
  ///
  /// @param part of the other one, 0 to 1
  public SrgbColor mixedWith(SrgbColor other, double part) {
    return new SrgbColor(
        mixed(red, other.red, part),
        mixed(green, other.green, part),
        mixed(blue, other.blue, part));
  }

  /// This colour, moved towards another one only as far as it needs to have a contrast.
  ///
  /// @param towards has that contrast, or is returned
  public SrgbColor readableOn(SrgbColor background, SrgbColor towards, double contrast) {
    for (int percent = 0; percent < 100; percent += 2) {
      SrgbColor mixed = mixedWith(towards, percent / 100.0);
      if (mixed.contrast(background) >= contrast) {
        return mixed;
      }
    }
    return towards;
  }

  /// The relative luminance of WCAG 2.2.
  private double luminance() {
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  private static double linear(int channel) {
    double part = channel / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }

  private static int mixed(int one, int two, double part) {
    return (int) Math.round(one + (two - one) * part);
  }
}
