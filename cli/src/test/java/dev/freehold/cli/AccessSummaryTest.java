package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class AccessSummaryTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Blog
      auth: { signup: closed, roles: [editor, hr] }
      resources:
        posts:
          access: { read: public, create: user, update: owner or role:editor, delete: nobody }
          search: { fields: [title, body], language: english }
          fields:
            title: string
            body: text
            fee: { type: decimal, read: role:hr or role:editor, write: role:hr }
            pin: { type: string, hidden: true }
            rank: { type: integer, readonly: true, default: 0 }
            kind: { type: string, writeOnce: true }
            topic: { type: ref, to: topics, onDelete: setNull }
        topics:
          search: [name]
          fields: { name: string, parent: { type: ref, to: topics } }
      """;

  private static String print(TerminalStyle colour, int width) {
    return print(colour, width, SPEC);
  }

  private static String print(TerminalStyle colour, int width, String spec) {
    StringWriter out = new StringWriter();
    new AccessSummary(colour, width).print(new PrintWriter(out), "blog.yaml", spec(spec));
    return out.toString();
  }

  private static Spec spec(String text) {
    return ((SpecResult.Valid) SpecChecker.check(text.getBytes(StandardCharsets.UTF_8))).spec();
  }

  @Test
  void saysWhoReadsAFieldOfSomeRows() {
    assertThat(
            print(
                TerminalStyle.PLAIN,
                200,
                """
                freehold: 1
                name: Clinic
                resources:
                  visits:
                    access: { read: user, create: user }
                    fields:
                      user_id: { read: owner }
                      doctor: { type: ref, to: people, onDelete: setNull }
                      shown: { type: boolean, default: false }
                      reason: { type: string, read: [doctor, user where shown], write: owner }
                """))
        .containsPattern("field user_id +read: owner\n")
        .containsPattern("field reason +read: doctor, user where shown +write: owner\n");
  }

  @Test
  void saysWhoSeesProfiles() {
    StringWriter out = new StringWriter();
    Spec spec =
        spec(
            """
            freehold: 1
            name: Desk
            people: { read: public, fields: { display_name: string, avatar: url } }
            resources:
              jobs:
                access: { read: owner or helpers }
                fields:
                  worker: { type: ref, to: people }
                  helpers: { type: ref, to: people, many: true, max: 5 }
            """);
    new AccessSummary(TerminalStyle.PLAIN, 80).print(new PrintWriter(out), "desk.yaml", spec);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            desk.yaml: Desk 1.0.0, access rules
              jobs    read: owner or helpers  create: owner  update: owner  delete: owner
                      rows of other users: read by the helpers
                      person worker  an account with its profile  on delete: restrict
                      list helpers  at most 5 accounts  on delete: the id leaves the list
              people  read: public, with a row that names the account  update: the account
                      profile display_name, avatar  list: nobody
              auth    sign-up is open
            """);
  }

  @Test
  void saysWhoMayDoWhat() {
    assertThat(print(TerminalStyle.PLAIN, 80))
        .isEqualToNormalizingNewlines(
            """
            blog.yaml: Blog 1.0.0, access rules
              posts   read: public  create: user   update: owner or role:editor  delete: nobody
                      rows of other users: read by everyone  changed by role:editor
                      field fee  read: role:hr or role:editor  write: role:hr
                      field pin  read: nobody
                      field rank  write: nobody
                      field kind  write: only on create
                      relation topic  one of topics  on delete: setNull
                      search title, body  in english
              topics  read: owner   create: owner  update: owner                 delete: owner
                      rows of other users: none
                      relation parent  one of topics  on delete: restrict
                      relation posts  many of posts  by topic_id
                      relation topics  many of topics  by parent_id
                      search name  by substring
              auth    sign-up is closed
            """);
  }

  @Test
  void saysUnderWhichConditionAFieldChanges() {
    String spec =
        """
        freehold: 1
        name: Clinic
        auth: { roles: [editor] }
        resources:
          findings:
            fields:
              text: { type: text, write: [owner where signed = false, "role:editor"] }
              signed_at: { type: datetime, stamp: now when signed }
              earlier: { type: ref, to: findings, writeOnce: true }
              earlier_text: { type: text, copy: earlier.text }
              signed:
                type: boolean
                default: false
                moves: [false -> true by owner where text is not null, false -> true by role:editor]
        """;
    assertThat(print(TerminalStyle.PLAIN, 120, spec))
        .contains(
            "field text  write: owner where signed = false, role:editor",
            "field signed_at  write: nobody  stamp: now when signed",
            "field earlier_text  write: nobody  copy: earlier.text",
            "field signed  new row: false",
            "move of signed  false -> true by owner where text is not null, false -> true by"
                + " role:editor");
  }

  @Test
  void saysThatRowsBelongToNobody() {
    String spec =
        """
        freehold: 1
        name: Shop
        auth: { roles: [editor] }
        resources:
          countries:
            owner: none
            access: { read: public, create: role:editor, update: role:editor }
            fields: { name: string }
          settings:
            owner: none
            access: { read: role:editor }
            fields: { name: string }
        """;
    assertThat(print(TerminalStyle.PLAIN, 80, spec))
        .isEqualToNormalizingNewlines(
            """
            blog.yaml: Shop 1.0.0, access rules
              countries  read: public       create: role:editor  update: role:editor  delete: nobody
                         rows belong to nobody: read by everyone  changed by role:editor
              settings   read: role:editor  create: nobody       update: nobody       delete: nobody
                         rows belong to nobody: read by role:editor
              auth       sign-up is open
            """);
  }

  @Test
  void pointsOutWordsThatOpenMoreThanTheirNeighbours() {
    String spec =
        """
        freehold: 1
        name: Blog
        auth: { roles: [editor] }
        resources:
          posts:
            access: { read: [public where live, owner] }
            fields: { live: { type: boolean, default: false } }
          comments:
            access: { read: via post, create: via post, update: owner via post, delete: owner via post }
            fields: { post: { type: ref, to: posts, onDelete: cascade, required: true } }
          likes:
            access: { read: via comment, create: via comment, update: nobody, delete: nobody }
            fields: { comment: { type: ref, to: comments, onDelete: cascade, required: true } }
          notes:
            access: { read: owner, create: via post, update: nobody, delete: nobody }
            fields: { post: { type: ref, to: posts, onDelete: cascade, required: true } }
          pages:
            access: { read: public or owner }
            fields: { title: string }
        """;
    assertThat(print(TerminalStyle.PLAIN, 80, spec).lines().filter(line -> line.contains("open:")))
        .containsExactly(
            "            open: clients that are not signed in read rows via post",
            "            open: clients that are not signed in read rows via comment",
            "            open: public reads every row, the other words of read add nothing");
  }

  @Test
  void saysWhoWritesAField() {
    StringWriter out = new StringWriter();
    Spec spec =
        spec(
            """
            freehold: 1
            name: Forum
            auth: { roles: [editor] }
            resources:
              posts: { access: { read: user, create: user }, fields: { title: string } }
              comments:
                access: { read: user, create: user, update: owner or owner of post or role:editor }
                fields:
                  post: { type: ref, to: posts, onDelete: cascade }
                  body: { type: text, write: owner }
                  hidden: { type: boolean, write: owner of post or role:editor }
            """);
    new AccessSummary(TerminalStyle.PLAIN, 80).print(new PrintWriter(out), "forum.yaml", spec);
    assertThat(out.toString())
        .contains(
            "field body  write: owner\n", "field hidden  write: owner of post or role:editor\n");
  }

  @Test
  void fitsATerminal() {
    String narrow = print(TerminalStyle.TERMINAL_WITHOUT_COLOUR, 60);
    assertThat(narrow.lines())
        .allMatch(line -> line.length() <= 60 && line.equals(line.stripTrailing()));
    assertThat(narrow)
        .containsSubsequence(
            "\n  posts   read: public\n",
            "          create: user\n",
            "          update: owner or role:editor\n");
    assertThat(print(TerminalStyle.TERMINAL_WITHOUT_COLOUR, 120))
        .isEqualTo(print(TerminalStyle.PLAIN, 10));
  }

  @Test
  void coloursWhatGoesBeyondTheOwner() {
    assertThat(print(TerminalStyle.TERMINAL, 120))
        .contains("read: \u001B[33mpublic\u001B[0m  create: \u001B[33muser\u001B[0m ");
    assertThat(print(TerminalStyle.TERMINAL_WITHOUT_COLOUR, 120)).doesNotContain("\u001B");
  }

  @Test
  void takesTheWidthThatTheShellTells() {
    assertThat(AccessSummary.width("132")).isEqualTo(132);
    assertThat(AccessSummary.width(null)).isEqualTo(80);
    assertThat(AccessSummary.width("wide")).isEqualTo(80);
  }

  @Test
  void saysTheConditions() {
    String spec =
        """
        freehold: 1
        name: Magazine
        resources:
          articles:
            access:
              read: [owner, "public where published"]
              update: owner where not published
              delete: nobody
            fields: { published: { type: boolean, required: true } }
        """;
    assertThat(printed("magazine.yaml", spec))
        .isEqualToNormalizingNewlines(
            """
            magazine.yaml: Magazine 1.0.0, access rules
              articles  read: owner, public where published  create: owner  update: owner where not published  delete: nobody
                        rows of other users: read by everyone where published
              auth      sign-up is open
            """);
  }

  @Test
  void saysTheMoves() {
    String spec =
        """
        freehold: 1
        name: Shop
        auth: { roles: [staff] }
        resources:
          orders:
            access: { read: owner or role:staff, update: owner or role:staff }
            fields:
              status:
                type: enum
                values: [open, shipped, cancelled]
                default: open
                moves: [open → shipped by role:staff, open -> cancelled by owner or role:staff]
              size: { type: enum, values: [small, large], moves: [null -> small by user] }
        """;
    assertThat(printed("shop.yaml", spec))
        .isEqualToNormalizingNewlines(
            """
            shop.yaml: Shop 1.0.0, access rules
              orders  read: owner or role:staff  create: owner  update: owner or role:staff  delete: owner
                      rows of other users: read by role:staff  changed by role:staff
                      field status  new row: open
                      move of status  open -> shipped by role:staff
                      move of status  open -> cancelled by owner or role:staff
                      field size  new row: null
                      move of size  null -> small by user
              auth    sign-up is open
            """);
  }

  private static String printed(String file, String spec) {
    StringWriter out = new StringWriter();
    SpecResult result = SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8));
    new AccessSummary(TerminalStyle.PLAIN, 80)
        .print(new PrintWriter(out), file, ((SpecResult.Valid) result).spec());
    return out.toString();
  }
}
