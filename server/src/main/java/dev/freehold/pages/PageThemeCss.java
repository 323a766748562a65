package dev.freehold.pages;

import dev.freehold.type.PageTheme;
import dev.freehold.type.SrgbColor;

/// The colours of a theme as variables of CSS, for light and for dark colours. What the spec does not
/// name follows from the background and the ink on it, with the contrast that WCAG 2.2 asks.
final class PageThemeCss {
  private static final SrgbColor DARK_PAPER = new SrgbColor(0x14, 0x18, 0x1d);
  private static final SrgbColor RED = new SrgbColor(0xb3, 0x26, 0x1e);

  private PageThemeCss() {}

  static String of(PageTheme theme) {
    SrgbColor ink = PageTheme.inkOn(theme.background());
    boolean dark = ink.equals(PageTheme.LIGHT_INK);
    String first =
        ":root {\n  color-scheme: %s;\n%s  --radius: %dpx;\n}\n"
            .formatted(
                dark ? "dark" : "light dark",
                colors(theme.background(), ink, theme.accent()),
                theme.radius());
    return dark
        ? first
        : first
            + "@media (prefers-color-scheme: dark) {\n:root {\n%s}\n}\n"
                .formatted(colors(DARK_PAPER, PageTheme.LIGHT_INK, theme.accent()));
  }

  private static String colors(SrgbColor paper, SrgbColor ink, SrgbColor accent) {
    SrgbColor link = accent.readableOn(paper, ink, SrgbColor.TEXT_CONTRAST);
    return """
      --paper: %s;
      --ink: %s;
      --soft: %s;
      --line: %s;
      --edge: %s;
      --field: %s;
      --on-field: %s;
      --fault: %s;
    """
        .formatted(
            paper.hex(),
            ink.hex(),
            paper.readableOn(paper, ink, SrgbColor.TEXT_CONTRAST).hex(),
            paper.mixedWith(ink, 0.15).hex(),
            paper.readableOn(paper, ink, SrgbColor.EDGE_CONTRAST).hex(),
            link.hex(),
            (link.isDark() ? SrgbColor.WHITE : SrgbColor.BLACK).hex(),
            RED.readableOn(paper, ink, SrgbColor.TEXT_CONTRAST).hex());
  }
}
