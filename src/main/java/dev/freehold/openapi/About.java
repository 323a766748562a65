package dev.freehold.openapi;

import dev.freehold.plan.ApiPlan;

/// What a reader of the document needs to know of all operations, in Markdown.
final class About {
  private About() {}

  static String text(ApiPlan plan) {
    return signingIn(plan)
        + access(plan)
        + """
        ## Answers
        `{"success": true, "data": …}` or `{"success": false, "error": {"code", "message", "details", "requestId"}}`. \
        Branch on `error.code`, which is stable. `details` lists every fault of the input at once. \
        A write that failed also says its `outcome`: `none` when nothing was changed, `unknown` when nobody can tell.

        ## Requests
        Bodies are JSON in UTF-8, sent as `Content-Type: application/json`; a field or parameter that is not listed here is refused, \
        as are duplicate keys and the character U+0000. Times are UTC. \
        A method that a path does not answer gives 405 with `Allow`.

        ## Lists
        `field=value` and `field[operator]=value` say which rows, `or=(a.eq.1,b.gt.2)` gives a choice; all that is given must hold. \
        A value with a comma, a parenthesis or blanks around it stands in double quotes where several are listed. \
        Each parameter at most once. Not every client leaves brackets as they are (`curl -g` does); `%5B` and `%5D` are the same. \
        `page` goes to any page; `cursor` goes on from one, at the same speed however far, and misses no row.

        ## Writes
        `ETag` in, `If-Match` out: what somebody else has changed meanwhile is not overwritten. \
        `Idempotency-Key` makes it safe to send a request again whose answer was lost. `dry_run=true` only tries. \
        `Prefer: return=minimal` spares the body of the answer.\
        """;
  }

  private static String signingIn(ApiPlan plan) {
    String start = plan.auth().signup() ? "Sign up or log in" : "Log in";
    return """
    ## Signing in
    %s, then send the `access_token` with every request as `Authorization: Bearer <access_token>`. \
    When it has expired (401 `TOKEN_EXPIRED`), trade the `refresh_token` for new ones at `POST %s/auth/refresh`.

    """
        .formatted(start, plan.base());
  }

  /// Words that no operation of this document says are left out.
  private static String access(ApiPlan plan) {
    String roles =
        plan.rowRoles().isEmpty() ? "" : " `role:editor`: people with that role, and every row.";
    return """
    ## Access
    Each operation says who may do it. `owner`: whoever is signed in, with rows of their own. \
    `user`: whoever is signed in, and every row. `public`: anybody, and every row.%s \
    A row that is not for you is answered like one that does not exist.

    """
        .formatted(roles);
  }
}
