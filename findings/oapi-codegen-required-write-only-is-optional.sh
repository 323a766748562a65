#!/usr/bin/env bash
# oapi-codegen 2.8.2: a property that is `required` and `writeOnly`, such as a password, becomes an optional
# pointer with `omitempty`, and the option that undoes this for `readOnly` does not undo it.
#
# A Go program that forgets the field compiles and sends a body without it. With
# `compatibility: disable-required-readonly-as-pointer: true` a required `readOnly` property is a value
# again; a required `writeOnly` property stays a pointer.
# Expected before the run: the option covers both words.
#
# Seen on 2026-11-29:
#   without the option   Id *string `json:"id,omitempty"`   Password *string `json:"password,omitempty"`
#   with the option      Id string  `json:"id"`             Password *string `json:"password,omitempty"`
#
# Needs: go 1.24 or newer. Ends with 0 where the behaviour is as above, with 1 where it changed.
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
GOBIN=$work GOPATH=$work/go GOFLAGS=-modcacherw \
  go install github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 >go.log 2>&1 || { cat go.log; exit 2; }
cat >document.yaml <<'YAML'
openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /accounts:
    post:
      operationId: signUp
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Account" } } }
      responses: { "204": { description: done } }
components:
  schemas:
    Account:
      type: object
      required: [id, password, email]
      properties:
        id: { type: string, readOnly: true }
        password: { type: string, writeOnly: true }
        email: { type: string }
YAML
for compatible in false true; do
  cat >config.yaml <<YAML
package: api
generate: { models: true }
compatibility: { disable-required-readonly-as-pointer: $compatible }
output: api.go
YAML
  ./oapi-codegen -config config.yaml document.yaml
  echo "disable-required-readonly-as-pointer: $compatible"
  sed -nE 's/^\s+(Id|Password|Email)\s+(\S+)\s+(`json.*)$/\1 \2 \3/p' api.go
done | tee seen
diff seen - <<'SEEN'
disable-required-readonly-as-pointer: false
Email string `json:"email"`
Id *string `json:"id,omitempty"`
Password *string `json:"password,omitempty"`
disable-required-readonly-as-pointer: true
Email string `json:"email"`
Id string `json:"id"`
Password *string `json:"password,omitempty"`
SEEN
