package dev.freehold.description;

import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a document of one or several files as one tree.
///
/// A file that a `$ref` names stands in the tree below [#FILES], and the `$ref` leads there. Files are
/// read only from the folder of the document and the folders below it, and nothing is fetched: a
/// hostile document learns nothing of other files.
public final class DescriptionFileReader {
  static final String FILES = "x-freehold-files";

  private static final int MAX_FILES = 5_000;

  private static final Pattern ADDRESS = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*:|//).*");

  /// Keys with values of the API and text: a `$ref` in them is no reference.
  private static final Set<String> DATA =
      Set.of("example", "examples", "default", "enum", "const", "value", "description");

  /// Keys of objects whose own keys are names that somebody chose.
  private static final Set<String> NAMED =
      Set.of(
          "properties",
          "patternProperties",
          "dependentSchemas",
          "$defs",
          "definitions",
          "paths",
          "webhooks",
          "schemas",
          "responses",
          "parameters",
          "requestBodies",
          "headers",
          "callbacks",
          "pathItems",
          "content");

  private final JsonOrYamlReader reader = new JsonOrYamlReader();
  private final Path document;
  private final Path folder;
  private final Map<Path, JsonObject> files = new LinkedHashMap<>();
  private final Deque<Path> pending = new ArrayDeque<>();
  private long bytes;

  private DescriptionFileReader(Path document, Path folder) {
    this.document = document;
    this.folder = folder;
  }

  /// @throws InvalidDescriptionException if the document or a file of it cannot be used
  /// @throws IOException if the document itself cannot be read
  public static JsonObject read(Path file) throws IOException {
    Path document = file.toRealPath();
    return new DescriptionFileReader(document, document.resolveSibling("")).tree();
  }

  private JsonObject tree() throws IOException {
    JsonObject root = reader.tree(content(document));
    link(root, new FilePlace(document, ""), false);
    while (!pending.isEmpty()) {
      Path next = pending.pop();
      link(files.get(next), new FilePlace(next, ""), false);
    }
    if (!files.isEmpty()) {
      JsonObject all = new JsonObject();
      files.forEach((path, content) -> all.put(key(path), content));
      root.put(FILES, all);
    }
    return root;
  }

  private byte[] content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(OpenApiDescriptionReader.MAX_BYTES + 1);
      bytes += content.length;
      if (bytes > OpenApiDescriptionReader.MAX_BYTES) {
        throw new InvalidDescriptionException(
            "it is larger than "
                + (OpenApiDescriptionReader.MAX_BYTES >> 20)
                + " MiB"
                + (files.isEmpty() ? "" : " with all its files"));
      }
      return content;
    }
  }

  /// A place in a file.
  ///
  /// @param pointer RFC 6901
  private record FilePlace(Path file, String pointer) {
    FilePlace at(String key) {
      return new FilePlace(file, pointer + "/" + escaped(key));
    }
  }

  private void link(@Nullable Object node, FilePlace place, boolean named) {
    switch (node) {
      case JsonObject object -> {
        if (object.getValue("$ref") instanceof String reference) {
          object.put("$ref", linked(reference, place));
        }
        for (String key : List.copyOf(object.fieldNames())) {
          if (named || !(DATA.contains(key) || key.startsWith("x-"))) {
            link(object.getValue(key), place.at(key), !named && NAMED.contains(key));
          }
        }
      }
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          link(array.getValue(i), place.at(Integer.toString(i)), false);
        }
      }
      case null, default -> {}
    }
  }

  /// The reference as one into the tree.
  private String linked(String reference, FilePlace place) {
    int hash = reference.indexOf('#');
    String file = hash < 0 ? reference : reference.substring(0, hash);
    String fragment = hash < 0 ? "" : reference.substring(hash + 1);
    if (!fragment.isEmpty() && !fragment.startsWith("/")) {
      return reference; // an anchor; it leads nowhere
    }
    Path target = file.isEmpty() ? place.file : target(file, reference, place);
    String start = target.equals(document) ? "" : "/" + FILES + "/" + escaped(key(target));
    return "#" + (start + fragment).replaceFirst("/$", "");
  }

  private Path target(String file, String reference, FilePlace place) {
    if (ADDRESS.matcher(file).matches()) {
      throw fault(
          place,
          reference,
          "is an address, and nothing is fetched; save it in the folder of the document and name"
              + " the file");
    }
    Path target;
    try {
      target = place.file.resolveSibling(decoded(file)).normalize();
    } catch (InvalidPathException _) {
      throw fault(place, reference, "is not the name of a file");
    }
    // Before the file system is asked: the answer would tell whether a file elsewhere exists.
    if (!target.startsWith(folder)) {
      throw outside(reference, place);
    }
    Path real;
    try {
      real = target.toRealPath();
    } catch (IOException _) {
      throw fault(place, reference, "names a file that does not exist or cannot be read");
    }
    if (!real.startsWith(folder)) {
      throw outside(reference, place);
    }
    if (!Files.isRegularFile(real)) {
      throw fault(place, reference, "does not name a file");
    }
    if (!real.equals(document) && !files.containsKey(real)) {
      load(real, reference, place);
    }
    return real;
  }

  private void load(Path file, String reference, FilePlace place) {
    if (files.size() == MAX_FILES) {
      throw new InvalidDescriptionException("it has more than " + MAX_FILES + " files");
    }
    try {
      files.put(file, reader.tree(content(file)));
    } catch (IOException _) {
      throw fault(place, reference, "names a file that cannot be read");
    } catch (InvalidDescriptionException e) {
      throw new InvalidDescriptionException("its file " + key(file) + ": " + e.getMessage());
    }
    pending.push(file);
  }

  private InvalidDescriptionException outside(String reference, FilePlace place) {
    return fault(
        place,
        reference,
        "leads out of the folder of the document, and only files in it are read; move the document"
            + " up, or bundle it into one file");
  }

  private InvalidDescriptionException fault(FilePlace place, String reference, String what) {
    String in = place.file.equals(document) ? "" : " in its file " + key(place.file);
    return new InvalidDescriptionException(
        "the $ref "
            + JsonOrYamlReader.plain(reference)
            + in
            + " at "
            + JsonOrYamlReader.plain(place.pointer.isEmpty() ? "/" : place.pointer)
            + " "
            + what);
  }

  /// The path of a file from the folder of the document.
  private String key(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1").replace("%", "%25");
  }

  private static String decoded(String file) {
    try {
      return URLDecoder.decode(file.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return file;
    }
  }
}
