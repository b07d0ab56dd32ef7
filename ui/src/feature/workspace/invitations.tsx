import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Role } from "../../api/model";
import { exactTime } from "../../part/format";
import { Moment } from "../../part/moment";
import { FailedRegion, StaleNote } from "../../part/notice";
import { beside, fieldProblem, ProblemLine } from "../../part/problem-line";
import { roleChoices } from "../../part/role";
import { ShownOnce } from "../../part/shown-once";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import { invitationsQuery, useInvite, useWithdraw, wholeLink } from "./people";
import css from "./settings.module.css";

/** Asks somebody in. No mail is sent: the link is given by whoever invites. */
export function Invitations() {
  const invite = useInvite();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const made = invite.data;

  function submit(event: FormEvent) {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role }, { onSuccess: () => setEmail("") });
  }

  return (
    <section className={css.section} aria-labelledby="invite-head">
      <h2 id="invite-head">Invite somebody</h2>
      {made && (
        <ShownOnce
          key={made.link}
          title={`Link for ${made.invitation.email}`}
          text={wholeLink(made.link)}
          onDone={() => invite.reset()}
        >
          {`Send this link yourself: it is shown only now, works once, and ends ${exactTime(made.invitation.expiresAt)}.`}
        </ShownOnce>
      )}
      <form className={css.row} onSubmit={submit}>
        <TextInput
          className={css.wide}
          label="Email"
          type="email"
          size="sm"
          required
          withAsterisk={false}
          autoComplete="off"
          value={email}
          error={fieldProblem(invite.error, "email")}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          className={css.wide}
          label="Role"
          size="sm"
          data={roleChoices}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
        />
        <Button type="submit" size="sm" loading={invite.isPending}>
          Make the link
        </Button>
      </form>
      <ProblemLine problem={beside(invite.error, ["email"])} />
      <Pending />
    </section>
  );
}

function Pending() {
  const query = useQuery(invitationsQuery);
  const withdraw = useWithdraw();
  const now = useNow();
  if (query.isError && !query.data) {
    return <FailedRegion what="The open invitations" problem={query.error} onRetry={() => query.refetch()} />;
  }
  if (!query.data || query.data.length === 0) return null;
  return (
    <>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <ProblemLine problem={withdraw.error} />
      <table className={`${table.table} ${css.table} ${css.pending}`}>
        <caption className="hidden-words">Invitations that nobody has taken up yet</caption>
        <thead>
          <tr>
            <th scope="col">Invited</th>
            <th scope="col">As</th>
            <th scope="col">By</th>
            <th scope="col">Ends</th>
            <th scope="col" className={css.verbs}>
              <span className="hidden-words">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {query.data.map(({ id, email, role, invitedBy, createdAt, expiresAt }) => (
            <tr key={id}>
              <th scope="row">{email}</th>
              <td data-label="as">{role}</td>
              <td data-label="by">
                {invitedBy}, <Moment at={createdAt} now={now} />
              </td>
              <td className={css.when} data-label="ends">
                {exactTime(expiresAt)}
              </td>
              <td className={css.verbs}>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Withdraw the invitation of ${email}`}
                  onClick={() => withdraw.mutate(id)}
                >
                  Withdraw
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
