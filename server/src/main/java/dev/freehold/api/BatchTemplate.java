package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.type.BoundedJson;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A text with references in it, cut where they stand. What takes their place is never looked at
/// for further ones.
///
/// @param literals one more than references
record BatchTemplate(List<String> literals, List<StepReference> references) {
  private static final String HOLE = "null";

  BatchTemplate {
    literals = List.copyOf(literals);
    references = List.copyOf(references);
  }

  /// The path of an address, a reference in braces being a whole segment: `/tasks/{$1.id}`. In its
  /// query there are none.
  static BatchTemplate ofPath(String path) {
    List<String> pieces = new ArrayList<>();
    List<StepReference> references = new ArrayList<>();
    int query = path.indexOf('?');
    int end = query < 0 ? path.length() : query;
    int begin = 0;
    for (int slash = path.indexOf('/'); slash >= 0 && slash < end; ) {
      int next = path.indexOf('/', slash + 1);
      int stop = next < 0 || next > end ? end : next;
      Optional<StepReference> reference = segment(path, slash + 1, stop);
      if (reference.isPresent()) {
        pieces.add(path.substring(begin, slash + 1));
        references.add(reference.get());
        begin = stop;
      }
      slash = next;
    }
    pieces.add(path.substring(begin));
    return new BatchTemplate(pieces, references);
  }

  private static Optional<StepReference> segment(String path, int from, int to) {
    return to - from > 2 && path.charAt(from) == '{' && path.charAt(to - 1) == '}'
        ? StepReference.parse(path.substring(from + 1, to - 1))
        : Optional.empty();
  }

  /// A text, a reference being the whole of it.
  static BatchTemplate ofText(String text) {
    return StepReference.parse(text)
        .map(reference -> new BatchTemplate(List.of("", ""), List.of(reference)))
        .orElseGet(() -> new BatchTemplate(List.of(text), List.of()));
  }

  /// The JSON value at the parser's token, a reference being a whole string. The parser is left at
  /// the value's last token.
  static BatchTemplate ofJson(JsonParser in) throws IOException {
    StringWriter text = new StringWriter();
    List<Integer> holes = new ArrayList<>();
    List<StepReference> references = new ArrayList<>();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(text)) {
      int depth = 0;
      do {
        JsonToken token = in.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        Optional<StepReference> reference =
            token == JsonToken.VALUE_STRING ? StepReference.parse(in.getText()) : Optional.empty();
        if (reference.isPresent()) {
          out.writeNull();
          out.flush();
          holes.add(text.getBuffer().length() - HOLE.length());
          references.add(reference.get());
        } else if (token == JsonToken.VALUE_STRING && StepReference.isEscaped(in.getText())) {
          out.writeString(in.getText().substring(1));
        } else {
          out.copyCurrentEventExact(in);
        }
      } while (depth > 0 && in.nextToken() != null);
    }
    List<String> pieces = new ArrayList<>();
    int begin = 0;
    for (int hole : holes) {
      pieces.add(text.getBuffer().substring(begin, hole));
      begin = hole + HOLE.length();
    }
    pieces.add(text.getBuffer().substring(begin));
    return new BatchTemplate(pieces, references);
  }

  /// @param value what stands in the place of a reference
  /// @param max characters
  /// @return empty where it would be longer
  Optional<String> fill(Function<StepReference, String> value, int max) {
    StringBuilder text = new StringBuilder(literals.getFirst());
    for (int i = 0; i < references.size(); i++) {
      text.append(value.apply(references.get(i))).append(literals.get(i + 1));
      if (text.length() > max) {
        return Optional.empty();
      }
    }
    return text.length() > max ? Optional.empty() : Optional.of(text.toString());
  }

  /// `$1.id`: a field of the result of an earlier step, which are numbered from 1. `$1.data.id` is
  /// the same.
  ///
  /// @param step its place, from 0
  record StepReference(int step, String field) {
    private static final String DATA = "data.";

    /// Longer than any name of a field.
    private static final int MAX_LENGTH = 100;

    /// Empty for any text that is no reference.
    static Optional<StepReference> parse(String text) {
      int dot = text.indexOf('.');
      if (text.length() > MAX_LENGTH || !text.startsWith("$") || dot < 2 || dot > 3) {
        return Optional.empty();
      }
      int number = 0;
      for (int i = 1; i < dot; i++) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9 || (i == 1 && digit == 0)) {
          return Optional.empty();
        }
        number = number * 10 + digit;
      }
      String rest = text.substring(dot + 1);
      String field = rest.startsWith(DATA) ? rest.substring(DATA.length()) : rest;
      return isName(field) ? Optional.of(new StepReference(number - 1, field)) : Optional.empty();
    }

    /// Whether the text, less one dollar of several, is a reference: how one is written that is
    /// only text.
    static boolean isEscaped(String text) {
      return text.startsWith("$$")
          && text.length() <= 2 * MAX_LENGTH
          && parse(lastDollar(text)).isPresent();
    }

    private static String lastDollar(String text) {
      int at = 0;
      while (at + 1 < text.length() && text.charAt(at + 1) == '$') {
        at++;
      }
      return text.substring(at);
    }

    private static boolean isName(String text) {
      return !text.isEmpty()
          && text.chars()
              .allMatch(c -> c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    @Override
    public String toString() {
      return "$" + (step + 1) + "." + field;
    }
  }
}
