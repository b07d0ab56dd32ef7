import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { isMissing } from "../../api/ask";
import { connectionQuery, connectorsQuery, isSet, useSignInThere, useTest } from "../../api/connections";
import type { Connection, Me } from "../../api/model";
import { exactTime, valueText } from "../../part/format";
import { EmptyRegion, FailedRegion, problemSentence, StaleNote } from "../../part/notice";
import { PageHead } from "../../part/page-head";
import { Rehearsal } from "../../part/rehearsal";
import { Calls } from "./calls";
import { ConnectionForm } from "./connection-form";
import { UsedBy } from "./connection-list";
import css from "./connection-page.module.css";
import { ReachMark } from "./reach-mark";
import { Stages } from "./stages";

/** What the provider's page came back with. */
export type ComeBack = { connected?: boolean | undefined; problem?: string | undefined };
type Props = { name: string; me: Me; back: ComeBack; leave: (address: string) => void };

/** One connection: whether it answers and how far, its sign-in, its settings without their secrets, what uses it. */
export function ConnectionPage({ name, me, back, leave }: Props) {
  const query = useQuery(connectionQuery(name));
  const [editing, setEditing] = useState(false);
  const connection = query.data;
  if (query.isPending) return <PageHead title={name} summary="Reading…" />;
  if (!connection) {
    return (
      <>
        <PageHead title={name} />
        {isMissing(query.error) ? (
          <EmptyRegion head={`There is no connection “${name}”`}>
            <Link to="/connections" className="pressable">
              Go to the connections
            </Link>
          </EmptyRegion>
        ) : (
          <FailedRegion what="The connection" problem={query.error ?? new Error()} onRetry={() => query.refetch()} />
        )}
      </>
    );
  }
  const admin = me.role === "admin";
  return (
    <>
      <PageHead title={connection.title} summary={connection.rehearsal && <Rehearsal />}>
        {admin && connection.fromPage && !editing && (
          <Button size="sm" variant="default" onClick={() => setEditing(true)}>
            Edit
          </Button>
        )}
      </PageHead>
      {query.isError && <StaleNote updatedAt={query.dataUpdatedAt} />}
      <Outcome back={back} connection={connection} />
      <div className={css.facts}>
        <ReachMark connection={connection} />
        <span>{connection.connector}</span>
        {connection.lastCheck?.checkedAt && (
          <span className="second">{`looked at ${exactTime(connection.lastCheck.checkedAt)}`}</span>
        )}
      </div>
      {connection.lastCheck?.detail && <p className={css.detail}>{connection.lastCheck.detail}</p>}
      <div className={css.page}>
        <div>
          <SignInPart connection={connection} admin={admin} leave={leave} />
          {admin ? <Test name={name} /> : <p className="second">An admin can test it and sign it in.</p>}
          <section className={css.section} aria-labelledby="used-by">
            <h2 id="used-by">Used by</h2>
            {connection.usedBy.length === 0 ? (
              <p className="second">
                Nothing yet.{" "}
                {admin && (
                  <Link to="/create-sync" search={{ left: name }} className="pressable">
                    Create a sync with it
                  </Link>
                )}
              </p>
            ) : (
              <UsedBy names={connection.usedBy} />
            )}
          </section>
          {connection.usedBy[0] && <Calls sync={connection.usedBy[0]} />}
        </div>
        {editing ? (
          <section className={css.section} aria-labelledby="edit">
            <h2 id="edit">Settings</h2>
            <ConnectionForm before={connection} onSaved={() => setEditing(false)} onCancel={() => setEditing(false)} />
          </section>
        ) : (
          <SettingsTable connection={connection} />
        )}
      </div>
    </>
  );
}

const problems: Record<string, string> = {
  denied: "You did not allow it there, so nothing was connected.",
  access_denied: "You did not allow it there, so nothing was connected.",
  expired: "That took longer than 10 minutes. Connect again.",
  state: "The answer did not belong to this browser's request. Connect again from here.",
};

function Outcome({ back, connection }: { back: ComeBack; connection: Connection }) {
  if (back.connected) {
    return (
      <p className={css.outcome} role="status">
        {`${connection.title} is connected. Test it, then pair one of its tables in a sync.`}
      </p>
    );
  }
  if (!back.problem) return null;
  return (
    <p className={css.outcome} role="alert" data-bad="">
      {problems[back.problem] ?? `The provider refused with “${back.problem}”. Nothing was changed; connect again.`}
    </p>
  );
}

type SignInProps = { connection: Connection; admin: boolean; leave: (address: string) => void };

function SignInPart({ connection, admin, leave }: SignInProps) {
  const there = useSignInThere(connection.name, leave);
  const { signIn } = connection;
  if (!signIn) return null;
  return (
    <section className={css.section} aria-labelledby="sign-in">
      <h2 id="sign-in">Sign-in</h2>
      {signIn.sentence && <p>{signIn.sentence}</p>}
      {signIn.connectedAt && (
        <p className="second">
          {`Connected ${exactTime(signIn.connectedAt)}${signIn.connectedBy ? ` by ${signIn.connectedBy}` : ""}`}
        </p>
      )}
      {signIn.missingScopes.length > 0 && (
        <p>{`It was not given: ${signIn.missingScopes.join(", ")}. Connect again and allow all of it.`}</p>
      )}
      {admin && signIn.kind === "oauth" && (
        <p className={css.verbs}>
          <Button
            size="sm"
            variant={signIn.state === "connected" ? "default" : "filled"}
            loading={there.isPending}
            onClick={() => there.mutate()}
          >
            {signIn.state === "connected" ? "Connect again" : "Connect in the browser"}
          </Button>
          <span className="second">You go to the provider's page and come back here.</span>
        </p>
      )}
      {there.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(there.error)}
        </p>
      )}
    </section>
  );
}

function Test({ name }: { name: string }) {
  const test = useTest(name);
  return (
    <section className={css.section} aria-labelledby="test">
      <h2 id="test">Test</h2>
      <Stages stages={test.stages} pending={test.isPending} />
      {test.error && (
        <p role="alert" className={css.problem}>
          {problemSentence(test.error)}
        </p>
      )}
      <Button size="sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
        {test.stages.length > 0 ? "Test again" : "Test this connection"}
      </Button>
    </section>
  );
}

function SettingsTable({ connection }: { connection: Connection }) {
  const { data: connectors } = useQuery(connectorsQuery);
  const known = connectors?.find(({ name }) => name === connection.connector)?.settings ?? [];
  const names = [...new Set([...known.map(({ name }) => name), ...Object.keys(connection.settings)])];
  return (
    <section className={css.section} aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <dl className={css.settings}>
        {names.map((name) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <SettingValue value={connection.settings[name]} />
            </dd>
          </div>
        ))}
      </dl>
      {!connection.fromPage && (
        <p className="second">
          These settings stand in <code>tallystick.yaml</code> and are changed there.
        </p>
      )}
    </section>
  );
}

function SettingValue({ value }: { value: unknown }) {
  if (isSet(value)) return <span className="second">set, never shown</span>;
  const text = valueText(value);
  return text === "" ? <span className="pale">not set</span> : <code className={css.value}>{text}</code>;
}
