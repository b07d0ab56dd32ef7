import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Me, Token, TokenScope } from "../../api/model";
import { FilterLine } from "../../part/filter-line";
import { counted, exactTime } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { beside, fieldProblem, ProblemLine } from "../../part/problem-line";
import { ShownOnce } from "../../part/shown-once";
import { SkeletonRows } from "../../part/skeleton-rows";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./settings.module.css";
import { scopesFor, type TokenFilter, tokensQuery, useMakeToken, useRevokeToken } from "./tokens";

/** Keys for programs: made for a purpose, for a time, and taken back at once. */
export function TokenSection({ me, filter }: { me: Me; filter: TokenFilter }) {
  return (
    <>
      <Make me={me} />
      <Tokens me={me} filter={filter} />
    </>
  );
}

const spans = [30, 90, 180, 365].map((days) => ({ value: String(days), label: `${days} days` }));

function Make({ me }: { me: Me }) {
  const make = useMakeToken();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<TokenScope>("read");
  const [days, setDays] = useState("90");
  const made = make.data;

  function submit(event: FormEvent) {
    event.preventDefault();
    make.mutate({ name: name.trim(), scope, days: Number(days) }, { onSuccess: () => setName("") });
  }

  return (
    <section className={css.section} aria-labelledby="make-token">
      <h2 id="make-token">Make a token</h2>
      <p className={css.lead}>
        A program sends it with each call. It acts as you, in this workspace, and can do no more than you can.
      </p>
      {made && (
        <ShownOnce
          key={made.token.id}
          title={`Token ${made.token.name}`}
          text={made.secret}
          onDone={() => make.reset()}
        >
          {`It is shown only now. Put it where the program keeps its secrets; it ends ${exactTime(made.token.expiresAt)}.`}
        </ShownOnce>
      )}
      <form className={css.row} onSubmit={submit}>
        <TextInput
          className={css.wide}
          label="Name"
          placeholder="What it is for"
          size="sm"
          required
          withAsterisk={false}
          autoComplete="off"
          value={name}
          error={fieldProblem(make.error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          className={css.wide}
          label="Scope"
          size="sm"
          data={scopesFor(me)}
          value={scope}
          error={fieldProblem(make.error, "scope")}
          onChange={(event) => setScope(event.currentTarget.value as TokenScope)}
        />
        <NativeSelect
          label="Works for"
          size="sm"
          data={spans}
          value={days}
          error={fieldProblem(make.error, "days")}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" loading={make.isPending}>
          Make the token
        </Button>
      </form>
      <ProblemLine problem={beside(make.error, ["name", "scope", "days"])} />
    </section>
  );
}

const choices = [
  { value: undefined, word: "Working" },
  { value: "all", word: "All, with those that ended" },
] as const;

function Tokens({ me, filter }: { me: Me; filter: TokenFilter }) {
  const query = useInfiniteQuery({ ...tokensQuery(filter), placeholderData: (before) => before });
  const now = useNow();
  const tokens = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={css.section} aria-labelledby="tokens-head">
      <h2 id="tokens-head">{me.role === "admin" ? "Tokens of this workspace" : "Your tokens"}</h2>
      <FilterLine label="Tokens by state" param="show" choices={choices} />
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The tokens" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && tokens.length === 0 ? (
        <EmptyRegion head={filter.show ? "No token has been made yet" : "No token works at present"} />
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">Tokens, whose they are, when last used, and when they end</caption>
          <thead>
            <tr>
              <th scope="col">Token</th>
              <th scope="col">Acts as</th>
              <th scope="col">Last used</th>
              <th scope="col">Ends</th>
              <th scope="col" className={css.verbs}>
                <span className="hidden-words">Actions</span>
              </th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows rows={3} columns={5} what="the tokens" />
          ) : (
            <tbody>
              {tokens.map((token) => (
                <Row key={token.id} token={token} now={now} />
              ))}
            </tbody>
          )}
        </table>
      )}
      {tokens.length > 0 && <LoadMore query={query} shown={`${counted(tokens.length, "token")} shown`} />}
    </section>
  );
}

function Row({ token, now }: { token: Token; now: number }) {
  const revoke = useRevokeToken();
  const [sure, setSure] = useState(false);
  return (
    <tr className={token.state === "active" ? undefined : css.off}>
      <th scope="row">
        {token.name}
        <span className={css.under}>{`scope ${token.scope}`}</span>
        <ProblemLine problem={revoke.error} />
      </th>
      <td data-label="acts as">{token.owner.name}</td>
      <td className={css.when} data-label="last used">
        {token.usedAt ? <Moment at={token.usedAt} now={now} /> : <span className="pale">never</span>}
      </td>
      <td className={css.when} data-label={token.state === "active" ? "ends" : undefined}>
        {token.state === "revoked" && token.revokedAt ? (
          <>
            revoked <Moment at={token.revokedAt} now={now} />
          </>
        ) : (
          `${token.state === "expired" ? "ended " : ""}${exactTime(token.expiresAt)}`
        )}
      </td>
      <td className={css.verbs}>
        {token.state === "active" &&
          (sure ? (
            <Button size="xs" autoFocus loading={revoke.isPending} onClick={() => revoke.mutate(token.id)}>
              {`Revoke ${token.name} for good`}
            </Button>
          ) : (
            <Button size="xs" variant="default" aria-label={`Revoke ${token.name}`} onClick={() => setSure(true)}>
              Revoke
            </Button>
          ))}
      </td>
    </tr>
  );
}
