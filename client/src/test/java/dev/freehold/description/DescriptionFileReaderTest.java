package dev.freehold.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Documents of several files, hostile ones among them.
final class DescriptionFileReaderTest {
  @TempDir Path directory;

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path document(String schema) throws IOException {
    return file(
        "api/openapi.yaml",
        """
        openapi: 3.1.0
        paths:
          /notes:
            post:
              requestBody: { content: { application/json: { schema: %s } } }
        components: { schemas: { Text: { type: string, maxLength: 9 } } }
        """
            .formatted(schema));
  }

  private JsonSchema body(String schema) throws IOException {
    return OpenApiDescriptionReader.read(DescriptionFileReader.read(document(schema)))
        .operation("POST", "/notes")
        .flatMap(DescribedOperation::jsonBodySchema)
        .orElseThrow();
  }

  @Test
  void filesReferToEachOtherAndToTheDocument() throws IOException {
    file(
        "api/schemas/note.yaml",
        "Note: { type: object, properties: { text: { $ref:"
            + " '../openapi.yaml#/components/schemas/Text' }, tags: { $ref: 'tags/all.json' },"
            + " next: { $ref: '#/Note' } } }");
    file(
        "api/schemas/tags/all.json",
        "{\"type\": \"array\", \"items\": {\"$ref\": \"../note.yaml#/Note\"}}");
    JsonSchema note = body("{ $ref: 'schemas/note.yaml#/Note' }");
    assertThat(note.name()).contains("Note");
    assertThat(note.properties().keySet()).containsExactly("text", "tags", "next");
    assertThat(property(note, "text").number("maxLength")).contains(9);
    JsonSchema tags = property(note, "tags");
    assertThat(tags.name()).contains("all");
    assertThat(tags.items().orElseThrow().properties().keySet()).contains("next");
    assertThat(property(note, "next").properties().keySet()).contains("next");
  }

  private static JsonSchema property(JsonSchema of, String name) {
    return Optional.ofNullable(of.properties().get(name)).orElseThrow();
  }

  @Test
  void aCircleOfReferencesEnds() throws IOException {
    file("api/a.yaml", "$ref: b.yaml");
    file("api/b.yaml", "$ref: a.yaml");
    JsonSchema circle = body("{ $ref: a.yaml }");
    assertThat(circle.types()).isEmpty();
    assertThat(circle.danglingReference()).isPresent();
    assertThat(body("{ $ref: 'openapi.yaml#/components/schemas/Text' }").types())
        .containsExactly("string");
    String itself = "#/paths/~1notes/post/requestBody/content/application~1json/schema";
    assertThat(body("{ $ref: '" + itself + "/x' }").danglingReference()).isPresent();
  }

  /// A text, an example or a property with the name `$ref` is no reference.
  @Test
  void whatIsNoReferenceIsNotFollowed() throws IOException {
    JsonSchema body =
        body(
            "{ type: object, properties: { $ref: { type: string }, a: { example: { $ref: ../x } },"
                + " default: { type: integer } }, x-more: { $ref: /etc/passwd } }");
    assertThat(body.properties().keySet()).containsExactly("$ref", "a", "default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none.yaml                     | names a file that does not exist
          ../secret.yaml                | leads out of the folder of the document
          ../nothing.yaml               | leads out of the folder of the document
          %2e%2e/secret.yaml            | leads out of the folder of the document
          a/../../secret.yaml           | leads out of the folder of the document
          /etc/passwd                   | leads out of the folder of the document
          link.yaml                     | leads out of the folder of the document
          folder/secret.yaml            | leads out of the folder of the document
          file:///etc/passwd            | is an address, and nothing is fetched
          http://127.0.0.1:1/x.yaml#/A  | is an address, and nothing is fetched
          //127.0.0.1/x.yaml            | is an address, and nothing is fetched
          schemas                       | does not name a file
          a%00b.yaml                    | is not the name of a file
          """)
  void aReferenceReadsOnlyFilesBesideTheDocument(String reference, String why) throws IOException {
    file("secret.yaml", "type: string");
    Path document = document("{ $ref: '" + reference + "' }");
    Files.createSymbolicLink(directory.resolve("api/link.yaml"), directory.resolve("secret.yaml"));
    Files.createSymbolicLink(directory.resolve("api/folder"), directory);
    Files.createDirectories(directory.resolve("api/schemas"));
    assertThatThrownBy(() -> DescriptionFileReader.read(document))
        .isInstanceOf(InvalidDescriptionException.class)
        .hasMessageContaining("the $ref " + reference + " at /paths/~1notes/post/requestBody")
        .hasMessageContaining(why);
  }

  @Test
  void aFaultOfAFileNamesTheFile() throws IOException {
    file("api/schemas/note.yaml", "type: object\nproperties:\n\ta: {}\n");
    assertThatThrownBy(() -> body("{ $ref: schemas/note.yaml }"))
        .isInstanceOf(InvalidDescriptionException.class)
        .hasMessageStartingWith("its file schemas/note.yaml: line 3, column 1: ")
        .hasMessageEndingWith("indent with spaces, not tabs");
    file("api/schemas/note.yaml", "properties: { a: { $ref: ../more.yaml } }");
    assertThatThrownBy(() -> body("{ $ref: schemas/note.yaml }"))
        .hasMessageContaining(
            "the $ref ../more.yaml in its file schemas/note.yaml at /properties/a");
  }

  @Test
  void allFilesTogetherAreLimited() throws IOException {
    String large = "{\"description\": \"" + "x".repeat(5 << 20) + "\"}";
    file("api/one.json", large);
    file("api/two.json", large);
    assertThat(body("{ allOf: [{ $ref: one.json }, { $ref: one.json }] }").danglingReference())
        .isEmpty();
    assertThatThrownBy(() -> body("{ allOf: [{ $ref: one.json }, { $ref: two.json }] }"))
        .isInstanceOf(InvalidDescriptionException.class)
        .hasMessageContaining("larger than 8 MiB with all its files");
  }

  /// Each file alone expands to a hundred thousand values, a tenth of the limit.
  @Test
  void theAliasesOfAllFilesTogetherAreLimited() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 5; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a").append(i - 1).append("]\n");
    }
    List<String> references = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      file("api/bomb" + i + ".yaml", bomb.toString());
      references.add("{ $ref: bomb" + i + ".yaml }");
    }
    assertThat(body("{ allOf: [" + references.getFirst() + "] }").danglingReference()).isEmpty();
    assertThatThrownBy(() -> body("{ allOf: " + references + " }"))
        .isInstanceOf(InvalidDescriptionException.class)
        .hasMessageContaining("expansion of its aliases");
  }

  @Test
  void aDocumentThatDoesNotExistIsNoFaultOfADocument() {
    assertThatThrownBy(() -> DescriptionFileReader.read(directory.resolve("none.yaml")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
