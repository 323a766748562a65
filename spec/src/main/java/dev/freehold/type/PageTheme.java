package dev.freehold.type;

/// The look of the pages of accounts. Text of the one colour can be read on the other, and the text of
/// the pages on the background.
///
/// @param accent of links and buttons
/// @param background a light one is that of light colours; a dark one of both
/// @param radius of corners, 0 to 32 px
public record PageTheme(SrgbColor accent, SrgbColor background, int radius) {
  public static final PageTheme DEFAULT =
      new PageTheme(new SrgbColor(0x2f, 0x6b, 0x4f), new SrgbColor(0xfb, 0xfa, 0xf7), 8);

  /// The ink on a light background.
  public static final SrgbColor DARK_INK = new SrgbColor(0x1c, 0x24, 0x30);

  /// The ink on a dark background.
  public static final SrgbColor LIGHT_INK = new SrgbColor(0xe8, 0xe6, 0xe1);

  /// The ink on a background.
  public static SrgbColor inkOn(SrgbColor background) {
    return background.contrast(LIGHT_INK) > background.contrast(DARK_INK) ? LIGHT_INK : DARK_INK;
  }
}
