#!/usr/bin/env bash
# openapi-generator 7.25.0, generator typescript-fetch: a schema that is called Error, Map, File, Set or
# Array gets a model of its own (ModelError, ModelMap, …), but what refers to it does not use the model.
#
# A property that refers to `Error` has the type of TypeScript's own `Error`, compiles, and is neither read
# nor written by the model: names in snake case stay as they are on the wire. `Map` and `File` become `any`.
# `Set` and `Array` become the bare global types. Date, Object and Record, which are renamed too, are
# referred to by their new names.
# Expected before the run: a renamed schema is referred to by its new name, whatever it was called.
#
# Seen on 2026-11-29, in the order of the properties of the schema Failure:
#   error?: Error
#   map?: any
#   file?: any
#   set?: Set
#   array?: Array
#   date?: ModelDate
#   object?: ModelObject
#   record?: ModelRecord
#   task?: Task
#
# Needs: mvn, a JDK 17 or newer. Ends with 0 where the behaviour is as above, with 1 where it changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -DoutputDirectory=. \
  -Dartifact=org.openapitools:openapi-generator-cli:7.25.0 >maven.log 2>&1 || { cat maven.log; exit 2; }
{
  cat <<'YAML'
openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /a:
    get:
      operationId: a
      responses:
        default:
          description: failed
          content: { application/json: { schema: { $ref: "#/components/schemas/Failure" } } }
components:
  schemas:
    Failure:
      type: object
      properties:
YAML
  names="Error Map File Set Array Date Object Record Task"
  for name in $names; do
    echo "        ${name,}: { \$ref: \"#/components/schemas/$name\" }"
  done
  for name in $names; do
    echo "    $name: { type: object, properties: { request_id: { type: string } } }"
  done
} >document.yaml
java -jar openapi-generator-cli-7.25.0.jar generate -g typescript-fetch -i document.yaml -o client \
  >generator.log 2>&1 || { cat generator.log; exit 2; }
for name in Error Map File Set Array Date Object Record; do
  test -f "client/models/Model$name.ts"
done
sed -nE 's/^    ([a-z]+\?: [A-Za-z]+);$/\1/p' client/models/Failure.ts | tee seen
diff seen - <<'SEEN'
error?: Error
map?: any
file?: any
set?: Set
array?: Array
date?: ModelDate
object?: ModelObject
record?: ModelRecord
task?: Task
SEEN
grep -q "'error': json\['error'\]" client/models/Failure.ts
grep -q "'date': .*ModelDateFromJSON" client/models/Failure.ts
