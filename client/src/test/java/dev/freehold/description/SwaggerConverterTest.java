package dev.freehold.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.description.DescribedOperation.Parameter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Reads a Swagger 2.0 document as any other description.
final class SwaggerConverterTest {
  private static final ApiDescription NOTES =
      OpenApiDescriptionReader.read(
          """
          swagger: "2.0"
          info: { title: Notes, version: "1" }
          host: example.com
          basePath: /api/v1
          consumes: [application/json]
          produces: [application/json]
          securityDefinitions:
            key: { type: apiKey, in: header, name: X-API-Key }
            people: { type: basic }
          security: [{ key: [] }]
          parameters:
            size: { name: size, in: query, type: integer, maximum: 100 }
            note: { name: note, in: body, required: true, schema: { $ref: "#/definitions/Note" } }
          responses:
            Missing: { description: none, schema: { $ref: "#/definitions/Fault" } }
          paths:
            /notes/{id}:
              parameters:
                - { name: id, in: path, required: true, type: string, minLength: 3 }
              get:
                responses:
                  200: { description: ok, schema: { $ref: "#/definitions/Note" } }
                  404: { $ref: "#/responses/Missing" }
              put:
                parameters:
                  - $ref: "#/parameters/note"
                responses: { 200: { description: ok } }
            /notes:
              get:
                parameters:
                  - $ref: "#/parameters/size"
                responses: { 200: { description: ok } }
            /login:
              post:
                security: []
                consumes: [application/x-www-form-urlencoded]
                parameters:
                  - { name: username, in: formData, required: true, type: string }
                  - { name: password, in: formData, required: true, type: string }
                responses: { 200: { description: ok } }
          definitions:
            Note:
              type: object
              required: [text]
              properties: { text: { type: string }, next: { $ref: "#/definitions/Note" } }
            Fault: { type: object, properties: { why: { type: string } } }
          """
              .getBytes(StandardCharsets.UTF_8));

  private static DescribedOperation operation(String method, String path) {
    return NOTES.operation(method, path).orElseThrow();
  }

  @Test
  void theBasePathIsBeforeEveryPath() {
    assertThat(NOTES.base()).isEqualTo("/api/v1");
    assertThat(NOTES.paths()).containsExactly("/notes/{id}", "/notes", "/login");
  }

  @Test
  void aParameterHasItsSchemaAlsoThatOfThePathAndOneThatIsShared() {
    Parameter id =
        operation("GET", "/notes/{id}").parameter(Parameter.Location.PATH, "id").orElseThrow();
    assertThat(id.schema().number("minLength")).hasValueSatisfying(n -> assertThat(n).isEqualTo(3));
    Parameter size =
        operation("GET", "/notes").parameter(Parameter.Location.QUERY, "size").orElseThrow();
    assertThat(size.required()).isFalse();
    assertThat(size.schema().types()).containsExactly("integer");
  }

  @Test
  void aBodyParameterIsTheBody() {
    DescribedOperation put = operation("PUT", "/notes/{id}");
    assertThat(put.parameters()).extracting(Parameter::name).containsExactly("id");
    assertThat(put.jsonBodySchema().orElseThrow().properties()).containsKeys("text", "next");
    assertThat(put.body().orElseThrow().required()).isTrue();
  }

  @Test
  void formFieldsAreAForm() {
    DescribedOperation login = operation("POST", "/login");
    assertThat(login.isProtected()).isFalse();
    assertThat(login.jsonBodySchema()).isEmpty();
    JsonSchema form = login.body().orElseThrow().content().formSchema().orElseThrow();
    assertThat(form.required()).containsExactlyInAnyOrder("username", "password");
  }

  @Test
  void aResponseHasItsSchemaAlsoOneThatIsShared() {
    DescribedOperation get = operation("GET", "/notes/{id}");
    assertThat(get.isProtected()).isTrue();
    assertThat(get.successSchema().orElseThrow().name()).contains("Note");
    assertThat(get.response(404).orElseThrow().content().jsonSchema().orElseThrow().properties())
        .containsKey("why");
  }
}
