package dev.freehold.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.yaml.StrictYamlParser;
import dev.freehold.spec.yaml.YamlToJsonConverter;
import dev.freehold.testing.GoldenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that the published JSON Schema and the checker agree on every golden spec. A folder with
/// an error that a schema cannot express has a file `schema-accepts` with the reason.
final class SpecJsonSchemaTest {
  private static final Schema SCHEMA = schema("/dev/freehold/spec/freehold.schema.json");

  private static Schema schema(String resource) {
    try (InputStream in =
        Objects.requireNonNull(SpecJsonSchemaTest.class.getResourceAsStream(resource))) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<Path> cases() {
    return GoldenFiles.cases("spec");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheChecker(Path folder) throws IOException {
    byte[] yaml = Files.readAllBytes(folder.resolve("freehold.yaml"));
    StrictYamlParser.Result read = StrictYamlParser.parse(yaml);
    boolean expressible = !Files.exists(folder.resolve("schema-accepts"));
    if (read.root() == null || !read.issues().isEmpty()) {
      // The error is in the YAML syntax, which a JSON Schema does not cover.
      assertThat(expressible).isTrue();
      return;
    }
    boolean valid = SpecChecker.check(yaml) instanceof SpecResult.Valid;
    String json =
        YamlToJsonConverter.write(read.root())
            .replace(":.inf", ":\".inf\"")
            .replace(":0x10", ":\"0x10\"");
    List<com.networknt.schema.Error> errors = SCHEMA.validate(json, InputFormat.JSON);
    if (valid || !expressible) {
      assertThat(errors).as(folder.toString()).isEmpty();
      assertThat(valid && !expressible).as("valid, so 'schema-accepts' has no use").isFalse();
    } else {
      assertThat(errors).as(folder.toString()).isNotEmpty();
    }
  }

  @Test
  void isAValidSchema() throws IOException {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    String text =
        Files.readString(Path.of("spec/src/main/resources/dev/freehold/spec/freehold.schema.json"));
    assertThat(meta.validate(text, InputFormat.JSON)).isEmpty();
  }
}
