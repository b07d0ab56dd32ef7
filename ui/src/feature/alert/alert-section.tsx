import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { channelsQuery, messagesQuery, useRemoveChannel, useSaveChannel, useTestChannel } from "../../api/alerts";
import { mayOperate } from "../../api/me";
import type { AlertMessage, Channel, Me } from "../../api/model";
import { counted, until } from "../../part/format";
import { Moment } from "../../part/moment";
import { EmptyRegion, FailedRegion } from "../../part/notice";
import { ProblemLine } from "../../part/problem-line";
import { StatusMark } from "../../part/status-mark";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import css from "./alert.module.css";
import { ChannelForm } from "./channel-form";
import { Silence } from "./silence";

/** Where alerts go, what went there, and for how long nobody wants to hear anything. */
export function AlertSection({ me }: { me: Me }) {
  return (
    <>
      <Channels me={me} />
      <section className={css.section} aria-labelledby="silence">
        <h2 id="silence">Silence</h2>
        <p className={css.lead}>
          Nothing is sent meanwhile; what is still wrong afterwards is told then. One sync alone is silenced in its own
          settings.
        </p>
        <Silence me={me} sync={null} what="any sync" />
      </section>
      <Messages />
    </>
  );
}

function Channels({ me }: { me: Me }) {
  const query = useQuery(channelsQuery);
  const [added, setAdded] = useState(0);
  return (
    <section className={css.section} aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      <p className={css.lead}>
        Everybody here is told when a sync fails, is late, reads nothing or far less than usual, must be connected
        again, is held or paused: once, together, and once more when it is well again.
      </p>
      {query.isError && !query.data && (
        <FailedRegion what="The channels" problem={query.error} onRetry={() => query.refetch()} />
      )}
      {query.data?.length === 0 && <EmptyRegion head="Nobody is told yet" />}
      {query.data && query.data.length > 0 && (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">Channels, where each goes, and what can be done with it</caption>
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">Goes to</th>
              <th scope="col" className={css.right}>
                <span className="hidden-words">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {query.data.map((channel) => (
              <Row key={channel.name} channel={channel} me={me} />
            ))}
          </tbody>
        </table>
      )}
      {me.role === "admin" && (
        <>
          <h3 style={{ margin: "20px 0 8px" }}>Add a channel</h3>
          <ChannelForm key={added} onSaved={() => setAdded((before) => before + 1)} />
        </>
      )}
    </section>
  );
}

function place(channel: Channel): string {
  return channel.kind === "webhook"
    ? `${channel.place}${channel.hasKey ? ", signed" : ", not signed"}`
    : `${channel.to.join(", ")} by ${channel.host}`;
}

function Row({ channel, me }: { channel: Channel; me: Me }) {
  const test = useTestChannel(channel.name);
  const remove = useRemoveChannel(channel.name);
  const pause = useSaveChannel();
  const [editing, setEditing] = useState(false);
  const [sure, setSure] = useState(false);
  return (
    <tr>
      <th scope="row">
        {channel.name}
        {channel.paused && <span className={css.under}>paused: nothing is sent</span>}
      </th>
      <td className={css.why}>
        {place(channel)}
        {test.data && (
          <p className={test.data.taken ? css.done : `${css.done} ${css.bad}`} role="status">
            {test.data.sentence}
          </p>
        )}
        <ProblemLine problem={test.error ?? remove.error ?? pause.error} />
        {editing && <ChannelForm channel={channel} onSaved={() => setEditing(false)} />}
      </td>
      <td className={css.right}>
        <span className={css.verbs}>
          {mayOperate(me) && (
            <Button
              size="xs"
              variant="default"
              aria-label={`Test ${channel.name}`}
              loading={test.isPending}
              onClick={() => test.mutate()}
            >
              Test
            </Button>
          )}
          {me.role === "admin" && (
            <>
              <Button
                size="xs"
                variant="default"
                aria-label={`Change ${channel.name}`}
                aria-expanded={editing}
                onClick={() => setEditing(!editing)}
              >
                Change
              </Button>
              <Button
                size="xs"
                variant="default"
                aria-label={`${channel.paused ? "Resume" : "Pause"} ${channel.name}`}
                onClick={() => pause.mutate({ name: channel.name, body: asItIs(channel, !channel.paused) })}
              >
                {channel.paused ? "Resume" : "Pause"}
              </Button>
              {sure ? (
                <Button size="xs" autoFocus loading={remove.isPending} onClick={() => remove.mutate()}>
                  {`Remove ${channel.name} now`}
                </Button>
              ) : (
                <Button size="xs" variant="default" aria-label={`Remove ${channel.name}`} onClick={() => setSure(true)}>
                  Remove
                </Button>
              )}
            </>
          )}
        </span>
      </td>
    </tr>
  );
}

function asItIs({ kind, host, port, security, user, from, to }: Channel, paused: boolean) {
  return { kind, url: null, host, port, security, user, from, to, key: null, paused };
}

function Messages() {
  const query = useQuery(messagesQuery);
  const now = useNow();
  if (!query.data || query.data.length === 0) return null;
  return (
    <section className={css.section} aria-labelledby="messages">
      <h2 id="messages">Messages</h2>
      <table className={`${table.table} ${css.table}`}>
        <caption className="hidden-words">{`The last ${counted(query.data.length, "message")}, newest first`}</caption>
        <thead>
          <tr>
            <th scope="col">Message</th>
            <th scope="col">Channel</th>
            <th scope="col">State</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {query.data.map((message) => (
            <tr key={message.id}>
              <th scope="row">{message.subject}</th>
              <td>{message.channel}</td>
              <td className={css.why}>
                <State message={message} now={now} />
              </td>
              <td className={css.when}>
                <Moment at={message.createdAt} now={now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function State({ message, now }: { message: AlertMessage; now: number }) {
  if (message.sentAt) return <StatusMark look="succeeded" word="Sent" />;
  if (message.givenUpAt) {
    return (
      <>
        <StatusMark look="failed" word="Given up" />
        <span className={css.under}>{message.problem}</span>
      </>
    );
  }
  return (
    <>
      <StatusMark look={message.problem ? "retrying" : "pending"} word={message.problem ? "Retrying" : "Waiting"} />
      {message.problem && (
        <span className={css.under}>
          {`${message.problem} Tried ${counted(message.attempts, "time")}, again ${message.nextAt ? until(message.nextAt, now) : "soon"}.`}
        </span>
      )}
    </>
  );
}
