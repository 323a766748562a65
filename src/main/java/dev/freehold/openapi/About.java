package dev.freehold.openapi;

import dev.freehold.plan.ApiPlan;

/// What a reader of the document needs to know of all operations, in Markdown.
final class About {
  private About() {}

  static String text(ApiPlan plan) {
    String start = plan.auth().signup() ? "Sign up or log in" : "Log in";
    return """
    ## Signing in
    %s, then send the `access_token` with every request as `Authorization: Bearer <access_token>`. \
    When it has expired (401 `TOKEN_EXPIRED`), trade the `refresh_token` for new ones at `POST %s/auth/refresh`. \
    Every person sees only rows of their own; someone else's row is answered like one that does not exist.

    ## Answers
    `{"success": true, "data": …}` or `{"success": false, "error": {"code", "message", "details", "requestId"}}`. \
    Branch on `error.code`, which is stable. `details` lists every fault of the input at once. \
    A write that failed also says its `outcome`: `none` when nothing was changed, `unknown` when nobody can tell.

    ## Requests
    Bodies are JSON in UTF-8, sent as `Content-Type: application/json`; a field or parameter that is not listed here is refused, \
    as are duplicate keys and the character U+0000. Times are UTC. \
    A method that a path does not answer gives 405 with `Allow`.\
    """
        .formatted(start, plan.base());
  }
}
