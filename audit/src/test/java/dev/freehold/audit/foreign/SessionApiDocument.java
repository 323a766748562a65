package dev.freehold.audit.foreign;

import io.vertx.core.json.JsonObject;

/// The OpenAPI document of [SessionApi].
final class SessionApiDocument {
  private static final String DOCUMENT =
      """
      {
        "openapi": "3.0.3",
        "info": {"title": "Notes with a session", "version": "1"},
        "security": [{"session": [], "csrf": []}],
        "components": {
          "securitySchemes": {
            "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"}
          },
          "schemas": {
            "Person": {"type": "object", "properties": {"person": {"type": "object", "properties": {
              "email": {"type": "string"}, "about": {"type": "string"},
              "role": {"type": "string", "enum": ["reader", "editor", "admin"]}, "credit": {"type": "integer"}}}}},
            "Note": {"type": "object", "properties": {"note": {"$ref": "#/components/schemas/NoteRow"}}},
            "NoteRow": {"type": "object", "properties": {"slug": {"type": "string"}, "title": {"type": "string"},
              "text": {"type": "string"}, "verified": {"type": "boolean", "readOnly": true}, "author": {"type": "string"}}}
          },
          "requestBodies": {
            "Note": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["note"], "properties": {"note": {"type": "object", "required": ["title"], "properties": {
                "title": {"type": "string", "minLength": 1, "maxLength": 80},
                "text": {"type": "string", "maxLength": 500}}}}}}}}
          },
          "responses": {
            "Person": {"description": "the account",
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Person"}}}},
            "Note": {"description": "the note",
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}},
            "Error": {"description": "refused", "content": {"application/json": {"schema": {"type": "object",
              "properties": {"errors": {"type": "object", "properties": {"message": {"type": "string"}}}}}}}}
          }
        },
        "paths": {
          "/csrf/": {"get": {"summary": "The CSRF token, as cookie and in the answer", "security": [],
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
              "properties": {"csrfToken": {"type": "string"}}}}}}}}},
          "/people/": {"get": {"summary": "What people say about themselves",
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                "properties": {"people": {"type": "array", "items": {"type": "object", "properties": {
                  "about": {"type": "string"}}}}}}}}}, "401": {"$ref": "#/components/responses/Error"}}}, "post": {"summary": "Sign up", "security": [{"csrf": []}],
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["person"], "properties": {"person": {"type": "object", "required": ["email", "password"],
                "properties": {"email": {"type": "string", "format": "email"},
                  "password": {"type": "string", "minLength": 8}, "about": {"type": "string"}}}}}}}},
            "responses": {"201": {"$ref": "#/components/responses/Person"},
              "422": {"$ref": "#/components/responses/Error"}}}},
          "/people/reset/": {"post": {"summary": "Ask for a link that sets a new password", "security": [{"csrf": []}],
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["person"], "properties": {"person": {"type": "object", "required": ["email"],
                "properties": {"email": {"type": "string", "format": "email"}}}}}}}},
            "responses": {"202": {"description": "sent", "content": {"application/json": {"schema": {"type": "object",
                "properties": {"message": {"type": "string"}}}}}},
              "404": {"$ref": "#/components/responses/Error"}, "422": {"$ref": "#/components/responses/Error"}}}},
          "/sessions/": {
            "post": {"summary": "Log in", "security": [{"csrf": []}],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
                "required": ["person"], "properties": {"person": {"type": "object", "required": ["email", "password"],
                  "properties": {"email": {"type": "string"}, "password": {"type": "string"}}}}}}}},
              "responses": {"200": {"$ref": "#/components/responses/Person"},
                "401": {"$ref": "#/components/responses/Error"}}},
            "delete": {"summary": "Log out",
              "responses": {"204": {"description": "done"}, "401": {"$ref": "#/components/responses/Error"}}}},
          "/me/": {
            "get": {"summary": "The own account", "responses": {"200": {"$ref": "#/components/responses/Person"},
              "401": {"$ref": "#/components/responses/Error"}}},
            "put": {"summary": "Change the own account",
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
                "required": ["person"], "properties": {"person": {"type": "object",
                  "properties": {"about": {"type": "string", "maxLength": 200}}}}}}}},
              "responses": {"200": {"$ref": "#/components/responses/Person"},
                "401": {"$ref": "#/components/responses/Error"}}}},
          "/admin/people/": {"get": {"summary": "All accounts; for admins", "tags": ["admin"],
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                "properties": {"people": {"type": "array", "items": {"type": "object"}}}}}}},
              "401": {"$ref": "#/components/responses/Error"}, "403": {"$ref": "#/components/responses/Error"}}}},
          "/export/": {"get": {"summary": "How many notes there are",
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                "properties": {"notes": {"type": "integer"}}}}}},
              "401": {"$ref": "#/components/responses/Error"}}}},
          "/password/reset/": {"post": {"summary": "A new password for a code", "security": [{"csrf": []}],
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["reset"], "properties": {"reset": {"type": "object",
                "required": ["email", "code", "password"], "properties": {
                  "email": {"type": "string", "format": "email"},
                  "code": {"type": "string", "minLength": 6, "maxLength": 6},
                  "password": {"type": "string", "minLength": 8}}}}}}}},
            "responses": {"204": {"description": "done"}, "400": {"$ref": "#/components/responses/Error"},
              "422": {"$ref": "#/components/responses/Error"}, "429": {"$ref": "#/components/responses/Error"}}}},
          "/search/": {"post": {"summary": "Search the words",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["search"], "properties": {"search": {"type": "object", "required": ["phrase"],
                "properties": {"phrase": {"type": "string"}}}}}}}},
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                "properties": {"found": {"type": "array", "items": {"type": "object"}}}}}}},
              "401": {"$ref": "#/components/responses/Error"}}}},
          "/words/{word}/": {
            "parameters": [{"name": "word", "in": "path", "required": true, "schema": {"type": "string"}}],
            "get": {"summary": "The meaning of a word", "x-access": [{"who": "user"}],
              "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                  "properties": {"word": {"type": "object"}}}}}},
                "401": {"$ref": "#/components/responses/Error"}, "404": {"$ref": "#/components/responses/Error"}}}},
          "/visits/": {"get": {"summary": "How often this client came",
            "parameters": [{"name": "X-Client", "in": "header", "schema": {"type": "string"}}],
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                "properties": {"visits": {"type": "integer"}}}}}},
              "401": {"$ref": "#/components/responses/Error"}}}},
          "/check/": {"get": {"summary": "Whether a host can be reached",
            "parameters": [{"name": "host", "in": "query", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                "properties": {"check": {"type": "object", "properties": {"output": {"type": "string"}}}}}}}},
              "401": {"$ref": "#/components/responses/Error"}}}},
          "/preview/": {"post": {"summary": "The title of a page",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["preview"], "properties": {"preview": {"type": "object", "required": ["url"],
                "properties": {"url": {"type": "string", "format": "uri"}}}}}}}},
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                "properties": {"preview": {"type": "object", "properties": {"title": {"type": "string"}}}}}}}},
              "401": {"$ref": "#/components/responses/Error"}, "422": {"$ref": "#/components/responses/Error"}}}},
          "/notes/": {
            "get": {"summary": "The own notes",
              "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
                  "properties": {"notes": {"type": "array", "items": {"$ref": "#/components/schemas/NoteRow"}}}}}}},
                "401": {"$ref": "#/components/responses/Error"}}},
            "post": {"summary": "Write a note", "requestBody": {"$ref": "#/components/requestBodies/Note"},
              "responses": {"201": {"$ref": "#/components/responses/Note"},
                "401": {"$ref": "#/components/responses/Error"}, "422": {"$ref": "#/components/responses/Error"}}}},
          "/notes/{slug}/": {
            "parameters": [{"name": "slug", "in": "path", "required": true, "schema": {"type": "string"}}],
            "get": {"summary": "A note of one's own", "responses": {"200": {"$ref": "#/components/responses/Note"},
              "401": {"$ref": "#/components/responses/Error"}, "404": {"$ref": "#/components/responses/Error"}}},
            "put": {"summary": "Change a note", "requestBody": {"$ref": "#/components/requestBodies/Note"},
              "responses": {"200": {"$ref": "#/components/responses/Note"},
                "401": {"$ref": "#/components/responses/Error"}, "404": {"$ref": "#/components/responses/Error"}}},
            "delete": {"summary": "Delete a note", "responses": {"204": {"description": "done"},
              "401": {"$ref": "#/components/responses/Error"}, "404": {"$ref": "#/components/responses/Error"}}}}
        }
      }
      """;

  private SessionApiDocument() {}

  static JsonObject json() {
    return new JsonObject(DOCUMENT);
  }
}
