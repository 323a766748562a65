package dev.freehold.api.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.type.form.JsonText;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A text with references in it, cut where they stand. What takes their place is never looked at for further ones.
///
/// @param pieces one more than references
record Template(List<String> pieces, List<Reference> references) {
  private static final String HOLE = "null";

  Template {
    pieces = List.copyOf(pieces);
    references = List.copyOf(references);
  }

  /// The path of an address, a reference in braces being a whole segment: `/tasks/{$1.id}`. In its query there are none.
  static Template ofPath(String path) {
    List<String> pieces = new ArrayList<>();
    List<Reference> references = new ArrayList<>();
    int query = path.indexOf('?');
    int end = query < 0 ? path.length() : query;
    int begin = 0;
    for (int slash = path.indexOf('/'); slash >= 0 && slash < end; ) {
      int next = path.indexOf('/', slash + 1);
      int stop = next < 0 || next > end ? end : next;
      Optional<Reference> reference = segment(path, slash + 1, stop);
      if (reference.isPresent()) {
        pieces.add(path.substring(begin, slash + 1));
        references.add(reference.get());
        begin = stop;
      }
      slash = next;
    }
    pieces.add(path.substring(begin));
    return new Template(pieces, references);
  }

  private static Optional<Reference> segment(String path, int from, int to) {
    return to - from > 2 && path.charAt(from) == '{' && path.charAt(to - 1) == '}'
        ? Reference.of(path.substring(from + 1, to - 1))
        : Optional.empty();
  }

  /// The JSON value at the parser's token, a reference being a whole string. The parser is left at the value's last token.
  static Template ofJson(JsonParser in) throws IOException {
    StringWriter text = new StringWriter();
    List<Integer> holes = new ArrayList<>();
    List<Reference> references = new ArrayList<>();
    try (JsonGenerator out = JsonText.FACTORY.createGenerator(text)) {
      int depth = 0;
      do {
        JsonToken token = in.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        Optional<Reference> reference =
            token == JsonToken.VALUE_STRING ? Reference.of(in.getText()) : Optional.empty();
        if (reference.isPresent()) {
          out.writeNull();
          out.flush();
          holes.add(text.getBuffer().length() - HOLE.length());
          references.add(reference.get());
        } else if (token == JsonToken.VALUE_STRING && Reference.isEscaped(in.getText())) {
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
    return new Template(pieces, references);
  }

  /// @param value what stands in the place of a reference
  /// @param max characters
  /// @return empty where it would be longer
  Optional<String> filled(Function<Reference, String> value, int max) {
    StringBuilder text = new StringBuilder(pieces.getFirst());
    for (int i = 0; i < references.size(); i++) {
      text.append(value.apply(references.get(i))).append(pieces.get(i + 1));
      if (text.length() > max) {
        return Optional.empty();
      }
    }
    return text.length() > max ? Optional.empty() : Optional.of(text.toString());
  }
}
