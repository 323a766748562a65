#!/usr/bin/env bash
# orval 8.38.0: components whose keys differ only in a dot get one TypeScript name. Of two schemas the second
# is lost without a word; of two parameters both are written, and the client does not compile.
#
# OpenAPI allows dots, dashes and underscores in the keys of components (section 4.8.7 of 3.1), and they
# are different keys. With the schemas `Order.sort` (up, down) and `OrderSort` (first, last), a parameter
# that refers to `OrderSort` accepts up and down. orval reports success in both cases.
# Expected before the run: the second name gets a suffix, or the generator refuses the document.
#
# Seen on 2026-11-29, exit status 0 each time:
#   parameters: OrderSortParameter twice, with up and down, and with first and last
#   schemas:    OrderSort once, with up and down, for both parameters
#
# Needs: node 22 or newer, npm. Ends with 0 where the behaviour is as above, with 1 where it changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true, "type": "module"}' >package.json
npm install --silent --no-audit --no-fund orval@8.38.0 >npm.log 2>&1 || { cat npm.log; exit 2; }
document() { # KIND
  case $1 in
    parameters)
      use='parameters: [{ $ref: "#/components/parameters/Order.sort" }, { $ref: "#/components/parameters/OrderSort" }]'
      components='
  parameters:
    Order.sort: { name: sort, in: query, schema: { type: string, enum: [up, down] } }
    OrderSort: { name: order, in: query, schema: { type: string, enum: [first, last] } }'
      ;;
    schemas)
      use='parameters:
        - { name: sort, in: query, schema: { $ref: "#/components/schemas/Order.sort" } }
        - { name: order, in: query, schema: { $ref: "#/components/schemas/OrderSort" } }'
      components='
  schemas:
    Order.sort: { type: string, enum: [up, down] }
    OrderSort: { type: string, enum: [first, last] }'
      ;;
  esac
  cat <<YAML
openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /orders:
    get:
      operationId: listOrders
      $use
      responses: { "204": { description: none } }
components:$components
YAML
}
for kind in parameters schemas; do
  document "$kind" >"$kind.yaml"
  npx orval --input "$kind.yaml" --output "$kind.ts" --client fetch >"$kind.log" 2>&1
  echo "$kind: $(grep -hoE "^export const OrderSort[A-Za-z]*|'(up|down|first|last)'" "$kind.ts" | sed 's/export const //' | paste -sd ' ')"
done | tee seen
diff seen - <<'SEEN'
parameters: OrderSortParameter 'up' 'down' OrderSortParameter 'first' 'last'
schemas: OrderSort 'up' 'down'
SEEN
