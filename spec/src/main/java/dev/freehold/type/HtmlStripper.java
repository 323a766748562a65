package dev.freehold.type;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/// Removes HTML markup from text and keeps every other character: `I <3 you & <b>me</b>` becomes `I
/// <3 you & me`, and `if a<b return List<String>` stays as it is.
///
/// Markup is:
/// - a comment, from `<!--` to `-->` or to the end of the text;
/// - `<!doctype`, `<![` and `<?` before a letter, up to `>`;
/// - a tag: `<` or `</`, then the name of an HTML element, then a blank, `/` or `>`, up to the `>`
///   outside quotes;
/// - the `<` and the name of such a tag without a `>`, if a `=` follows or if the element is one
///   whose content is no markup, such as `script` or `title`: the `>` of a page around the text would
///   complete the tag. Any other tag without a `>` is text;
/// - a tag of any other name that has an event handler (`onclick=`) or a `style=`: browsers apply
///   these to unknown elements too;
/// - the content of `script` and `style` with an end tag.
///
/// The result contains no markup, and stripping it again changes nothing: if a removal joins the
/// text around it to markup, that is removed too, so `<scr<b>ipt>` does not become `<script>`.
/// Entities are kept. Takes linear time.
final class HtmlStripper {
  /// The elements of the WHATWG HTML standard (sections 4 and 16), the roots of SVG and MathML, and
  /// elements of older versions that browsers still implement.
  private static final Set<String> ELEMENTS =
      Set.of(
          """
          a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big
          blink blockquote body br button canvas caption center cite code col colgroup command data
          datalist dd del details dfn dialog dir div dl dt em embed fencedframe fieldset figcaption
          figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
          iframe image img input ins isindex kbd keygen label legend li link listing main map mark
          marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript
          object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc
          ruby s samp script search section select selectedcontent slot small source spacer span
          strike strong style sub summary sup svg table tbody td template textarea tfoot th thead
          time title tr track tt u ul var video wbr xmp
          """
              .strip()
              .split("\\s+"));

  /// The elements whose content a browser does not read as markup (section 13.1.2, and 13.2.6.4.7
  /// for elements of older versions).
  private static final Set<String> RAW_TEXT =
      Set.of(
          "iframe",
          "noembed",
          "noframes",
          "noscript",
          "plaintext",
          "script",
          "style",
          "textarea",
          "title",
          "xmp");

  private static final int LONGEST_NAME = 16;

  /// How far quotes are followed. A `>` inside a quoted value ends a tag that has its end beyond.
  /// Bounds the work for each `<`.
  private static final int MAX_QUOTED_TAG = 256;

  private static final int NONE = -1;

  /// The stripped text from `front` on. Text is taken from its end to its start, so that what
  /// follows a `<` is already free of markup.
  private final char[] chars;

  private int front;

  /// The last `=` and `>` of the stripped text.
  private int lastEquals = NONE;

  private int lastGreater = NONE;

  /// Where an attribute with an effect begins in the stripped text, the first one on top.
  private final Deque<Integer> effects = new ArrayDeque<>();

  private HtmlStripper(int length) {
    chars = new char[length];
    front = length;
  }

  static String strip(String text) {
    if (text.indexOf('<') < 0) {
      return text;
    }
    String visible = HiddenContent.remove(text);
    return new HtmlStripper(visible.length()).run(visible);
  }

  private String run(String text) {
    for (int i = text.length() - 1; i >= 0; i--) {
      prepend(text.charAt(i));
    }
    return new String(chars, front, chars.length - front);
  }

  private void prepend(char c) {
    chars[--front] = c;
    if (c == '=' && lastEquals == NONE) {
      lastEquals = front;
    } else if (c == '>' && lastGreater == NONE) {
      lastGreater = front;
    } else if (c == '<') {
      removeTo(markupEnd());
    } else if ((isBlank(c) || c == '/' || c == '"' || c == '\'') && isEffect(front + 1)) {
      effects.push(front);
    }
  }

  private void removeTo(int end) {
    front = end;
    lastEquals = lastEquals < front ? NONE : lastEquals;
    lastGreater = lastGreater < front ? NONE : lastGreater;
    while (!effects.isEmpty() && effects.element() < front) {
      effects.remove();
    }
  }

  /// The position after the markup that begins at `front`; `front` if none does.
  private int markupEnd() {
    int at = front + 1;
    if (startsWith("!--", at)) {
      return chars.length;
    }
    if (startsWith("!doctype", at)
        || startsWith("![", at)
        || (startsWith("?", at) && isLetter(at + 1))) {
      return lastGreater != NONE ? tagEnd() : front;
    }
    boolean isEndTag = startsWith("/", at);
    int name = isEndTag ? at + 1 : at;
    if (!isLetter(name)) {
      return front;
    }
    String element = elementName(name);
    boolean isMarkup =
        ELEMENTS.contains(element)
            ? lastGreater != NONE || lastEquals != NONE || RAW_TEXT.contains(element)
            : !isEndTag && hasEffect();
    if (!isMarkup) {
      return front;
    }
    return lastGreater != NONE ? tagEnd() : nameEnd(name);
  }

  /// Whether the tag at `front` has an attribute with an effect.
  private boolean hasEffect() {
    if (effects.isEmpty()) {
      return false;
    }
    int end = endOutsideQuotes();
    return end == NONE || end > effects.element();
  }

  /// The name in lower case, cut where it is longer than that of any element.
  private String elementName(int name) {
    int end = name;
    while (end < chars.length && end - name <= LONGEST_NAME && !endsName(chars[end])) {
      end++;
    }
    return new String(chars, name, end - name).toLowerCase(Locale.ROOT);
  }

  private int nameEnd(int at) {
    while (at < chars.length && !endsName(chars[at])) {
      at++;
    }
    return at;
  }

  /// The position after the `>` of the tag at `front`. There is a `>`.
  private int tagEnd() {
    int end = endOutsideQuotes();
    if (end == NONE) {
      end = front;
      while (chars[end] != '>') {
        end++;
      }
    }
    return end + 1;
  }

  /// The first `>` outside quoted attribute values; none if it is too far away.
  private int endOutsideQuotes() {
    char quote = 0;
    boolean afterEquals = false;
    for (int at = front + 1; at < Math.min(chars.length, front + MAX_QUOTED_TAG); at++) {
      char c = chars[at];
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '>') {
        return at;
      } else if (afterEquals && (c == '"' || c == '\'')) {
        quote = c;
        afterEquals = false;
      } else if (!isBlank(c)) {
        afterEquals = c == '=';
      }
    }
    return NONE;
  }

  /// Whether an attribute that has an effect on every element begins here.
  private boolean isEffect(int name) {
    int at = name;
    while (isLetter(at)) {
      at++;
    }
    boolean isNamed = startsWith("on", name) && at > name + 2;
    if (!isNamed && !(startsWith("style", name) && at == name + 5)) {
      return false;
    }
    while (at < chars.length && isBlank(chars[at])) {
      at++;
    }
    return startsWith("=", at);
  }

  /// @param lower in lower case; the text may be in any case
  private boolean startsWith(String lower, int at) {
    if (at + lower.length() > chars.length) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      char c = chars[at + i];
      if ((c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isLetter(int at) {
    return at < chars.length
        && ((chars[at] >= 'a' && chars[at] <= 'z') || (chars[at] >= 'A' && chars[at] <= 'Z'));
  }

  private static boolean endsName(char c) {
    return isBlank(c) || c == '/' || c == '>';
  }

  /// White space of HTML.
  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }

  /// Content that no browser shows: comments, and `script` and `style` elements with an end tag.
  private static final class HiddenContent {
    private final String text;

    /// Whether no end tag follows, so that it is not searched for again.
    private boolean noScriptEnd;

    private boolean noStyleEnd;

    private HiddenContent(String text) {
      this.text = text;
    }

    static String remove(String text) {
      return new HiddenContent(text).run();
    }

    private String run() {
      StringBuilder out = new StringBuilder(text.length());
      int at = 0;
      for (int open = text.indexOf('<'); open >= 0; open = text.indexOf('<', at)) {
        int end = end(open);
        out.append(text, at, end == NONE ? open + 1 : open);
        at = end == NONE ? open + 1 : end;
      }
      return out.append(text, at, text.length()).toString();
    }

    private int end(int open) {
      if (text.startsWith("<!--", open)) {
        // The shortest comment is <!-->.
        int end = text.indexOf("-->", open + 2);
        return end < 0 ? text.length() : end + 3;
      }
      if (!noScriptEnd && isTag("<script", open)) {
        int end = elementEnd("</script", open);
        noScriptEnd = end == NONE;
        return end;
      }
      if (!noStyleEnd && isTag("<style", open)) {
        int end = elementEnd("</style", open);
        noStyleEnd = end == NONE;
        return end;
      }
      return NONE;
    }

    private int elementEnd(String endTag, int from) {
      int close = text.indexOf("</", from);
      while (close >= 0 && !isTag(endTag, close)) {
        close = text.indexOf("</", close + 2);
      }
      int end = close < 0 ? NONE : text.indexOf('>', close);
      return end < 0 ? NONE : end + 1;
    }

    private boolean isTag(String start, int at) {
      int end = at + start.length();
      return text.regionMatches(true, at, start, 0, start.length())
          && end < text.length()
          && endsName(text.charAt(end));
    }
  }
}
