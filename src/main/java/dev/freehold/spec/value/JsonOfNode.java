package dev.freehold.spec.value;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.freehold.spec.yaml.Node;
import java.util.List;
import java.util.Locale;

/// YAML to JSON text. Numbers stand as written, so what JSON does not know (`0x1F`, `.inf`) makes
/// the text no JSON.
public final class JsonOfNode {
  private JsonOfNode() {}

  public static String write(Node node) {
    StringBuilder out = new StringBuilder();
    write(out, node);
    return out.toString();
  }

  private static void write(StringBuilder out, Node node) {
    switch (node) {
      case Node.Scalar s ->
          out.append(
              switch (s.kind()) {
                case STRING -> quoted(s.text());
                case INTEGER, FLOAT -> s.text();
                case BOOLEAN -> s.text().toLowerCase(Locale.ROOT);
                case NULL -> "null";
              });
      case Node.Sequence s -> {
        out.append('[');
        separated(out, s.items());
        out.append(']');
      }
      case Node.Mapping m -> {
        out.append('{');
        String comma = "";
        for (Node.Entry entry : m.entries()) {
          out.append(comma).append(quoted(entry.key())).append(':');
          write(out, entry.value());
          comma = ",";
        }
        out.append('}');
      }
      case Node.Faulty _ -> out.append("null");
    }
  }

  private static void separated(StringBuilder out, List<Node> items) {
    String comma = "";
    for (Node item : items) {
      out.append(comma);
      write(out, item);
      comma = ",";
    }
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
