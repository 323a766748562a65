package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.SpecFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CallerAccessTableTest {
  private static final Spec DESK =
      spec(
          """
          freehold: 1
          name: Desk
          auth: { roles: [agent] }
          resources:
            boards:
              owner: none
              access: { read: public, create: "role:agent" }
              fields: { name: string }
            tickets:
              access:
                read: ["owner or assignee or role:agent", public where listed]
                create: user
                update: owner or assignee or role:agent
              fields:
                subject: string
                listed: { type: boolean, default: false }
                assignee: { type: ref, to: people, write: role:agent }
                priority: { type: integer, write: owner or role:agent }
                fee: { type: decimal, read: role:agent }
            comments:
              access:
                read: via ticket
                create: via ticket
                update: owner via ticket
                delete: owner of ticket
              fields:
                ticket: { type: ref, to: tickets, onDelete: cascade, required: true }
                body: text
          """);

  private static Spec spec(String yaml) {
    return ((SpecResult.Valid) SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8))).spec();
  }

  private static String table(Spec spec, String caller) {
    StringWriter out = new StringWriter();
    CallerAccessTable.of(spec, caller).print(new PrintWriter(out), TerminalStyle.PLAIN);
    return out.toString();
  }

  @Test
  void anAnonymousClientHasThePublicWordsAlone() {
    assertThat(table(DESK, "anonymous"))
        .isEqualToNormalizingNewlines(
            """
                        read              create  update  delete
              boards    all               -       -       -
              tickets   all where listed  -       -       -
                        does not read fee
              comments  via ticket        -       -       -
            """);
  }

  @Test
  void aUserHasTheWordsOfOwnersAndPersons() {
    assertThat(table(DESK, "user"))
        .isEqualToNormalizingNewlines(
            """
                        read                                create      update            delete
              boards    all                                 -           -                 -
              tickets   own, as assignee, all where listed  yes         own, as assignee  own
                        does not read fee
                        does not write assignee_id, fee
                        writes priority own
              comments  via ticket                          via ticket  own via ticket    as owner of ticket
            """);
  }

  @Test
  void aRoleHasItsWordsAndThoseOfEveryUser() {
    assertThat(table(DESK, "role:agent"))
        .isEqualToNormalizingNewlines(
            """
                        read        create      update          delete
              boards    all         yes         -               -
              tickets   all         yes         all             own
              comments  via ticket  via ticket  own via ticket  as owner of ticket
            """);
  }

  @Test
  void aMemberHasTheWordsOfTheRoleInTheTeam() {
    Spec crm = SpecFile.read("crm");
    assertThat(table(crm, "team:member"))
        .isEqualToNormalizingNewlines(
            """
                                read                                 create    update       delete
              companies         of the team                          yes       of the team  -
              contacts          of the team                          yes       of the team  of the team
              deals             of the team                          yes       of the team  -
                                writes amount as assignee
              notes             own, via deal where private = false  via deal  own          own
              drafts            own                                  yes       own          own
              pins              own                                  yes       own          own
              teams             of the team                          yes       -            -
              team_members      of the team                          -         -            as user
              team_invitations  -                                    -         -            -
            """);
    assertThat(table(crm, "user"))
        .isEqualToNormalizingNewlines(
            """
                                read  create  update  delete
              companies         -     -       -       -
              contacts          -     -       -       -
              deals             -     -       -       -
              notes             -     -       -       -
              drafts            -     -       -       -
              pins              own   yes     own     own
              teams             -     yes     -       -
              team_members      -     -       -       as user
              team_invitations  -     -       -       -
            """);
  }

  @Test
  void aFieldOfSomeRowsHasItsWords() {
    Spec readers = SpecFile.read("readers");
    assertThat(table(readers, "role:desk"))
        .contains("reads reason as doctor, as account of file\n")
        .contains("reads phone as doctor, all where seen\n")
        .contains("reads user_id own\n");
    assertThat(table(readers, "anonymous")).doesNotContain("reads");
    assertThat(table(readers, "team:lead"))
        .contains("reads cost of the team where closed")
        .doesNotContain("amount of the team");
  }

  @Test
  void anUnknownCallerIsToldTheKnownOnes() {
    assertThatThrownBy(() -> CallerAccessTable.of(DESK, "member"))
        .hasMessage("'member' is no caller of this spec; one of: anonymous, user, role:agent");
    assertThatThrownBy(() -> CallerAccessTable.of(DESK, "role:agnet"))
        .hasMessage("'role:agnet' is no caller of this spec; did you mean 'role:agent'?");
  }
}
