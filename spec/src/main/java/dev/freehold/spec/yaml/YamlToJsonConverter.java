package dev.freehold.spec.yaml;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Locale;

/// Converts YAML to JSON text. Numbers are copied, so a number that is not valid in JSON (`0x1F`,
/// `.inf`) gives invalid JSON.
public final class YamlToJsonConverter {
  private YamlToJsonConverter() {}

  public static String write(YamlNode node) {
    StringBuilder out = new StringBuilder();
    write(out, node);
    return out.toString();
  }

  private static void write(StringBuilder out, YamlNode node) {
    switch (node) {
      case YamlNode.Scalar s ->
          out.append(
              switch (s.kind()) {
                case STRING -> quoted(s.text());
                case INTEGER, FLOAT -> s.text();
                case BOOLEAN -> s.text().toLowerCase(Locale.ROOT);
                case NULL -> "null";
              });
      case YamlNode.Sequence s -> {
        out.append('[');
        separated(out, s.items());
        out.append(']');
      }
      case YamlNode.Mapping m -> {
        out.append('{');
        String comma = "";
        for (YamlNode.Entry entry : m.entries()) {
          out.append(comma).append(quoted(entry.key())).append(':');
          write(out, entry.value());
          comma = ",";
        }
        out.append('}');
      }
      case YamlNode.ErrorNode _ -> out.append("null");
    }
  }

  private static void separated(StringBuilder out, List<YamlNode> items) {
    String comma = "";
    for (YamlNode item : items) {
      out.append(comma);
      write(out, item);
      comma = ",";
    }
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
