import { Button, NativeSelect, NumberInput, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useSaveChannel } from "../../api/alerts";
import type { Channel, NewChannel } from "../../api/model";
import { beside, fieldProblem, ProblemLine } from "../../part/problem-line";
import css from "./alert.module.css";

type Props = { channel?: Channel; onSaved: () => void };

const kinds = [
  { value: "webhook", label: "Webhook" },
  { value: "email", label: "E-mail" },
];
const securities = [
  { value: "starttls", label: "STARTTLS" },
  { value: "tls", label: "TLS" },
  { value: "none", label: "In clear, without a password" },
];
const fields = ["name", "kind", "url", "key", "host", "port", "security", "user", "from", "to"];

/** A new channel, or one that is there: what is secret stays as it is when its field is left empty. */
export function ChannelForm({ channel, onSaved }: Props) {
  const save = useSaveChannel();
  const [name, setName] = useState(channel?.name ?? "");
  const [kind, setKind] = useState<Channel["kind"]>(channel?.kind ?? "webhook");
  const [url, setUrl] = useState("");
  const [key, setKey] = useState("");
  const [host, setHost] = useState(channel?.host ?? "");
  const [port, setPort] = useState<number | string>(channel?.port ?? 587);
  const [security, setSecurity] = useState<string>(channel?.security ?? "starttls");
  const [user, setUser] = useState(channel?.user ?? "");
  const [from, setFrom] = useState(channel?.from ?? "");
  const [to, setTo] = useState(channel?.to.join(", ") ?? "");
  const at = (field: string) => fieldProblem(save.error, field);

  function submit(event: FormEvent) {
    event.preventDefault();
    const body: NewChannel = {
      kind,
      url: kind === "webhook" && url !== "" ? url.trim() : null,
      host: kind === "email" ? host.trim() : null,
      port: kind === "email" ? Number(port) : null,
      security: kind === "email" ? (security as NonNullable<NewChannel["security"]>) : null,
      user: kind === "email" && user !== "" ? user.trim() : null,
      from: kind === "email" ? from.trim() : null,
      to: kind === "email" ? to.split(/[,\s]+/).filter((one) => one !== "") : null,
      key: key === "" ? null : key,
      paused: channel?.paused ?? false,
    };
    save.mutate({ name: name.trim(), body }, { onSuccess: onSaved });
  }

  const kept = channel?.hasKey ? "Unchanged" : undefined;
  return (
    <form onSubmit={submit}>
      <div className={css.form}>
        {!channel && (
          <>
            <TextInput
              className={css.wide}
              label="Name"
              placeholder="ops"
              size="sm"
              autoComplete="off"
              value={name}
              error={at("name")}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <NativeSelect
              label="Kind"
              size="sm"
              data={kinds}
              value={kind}
              error={at("kind")}
              onChange={(event) => setKind(event.currentTarget.value as Channel["kind"])}
            />
          </>
        )}
        {kind === "webhook" ? (
          <>
            <TextInput
              className={css.wide}
              label="Address"
              placeholder={channel ? "Unchanged" : "https://…"}
              size="sm"
              autoComplete="off"
              value={url}
              error={at("url")}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            <PasswordInput
              className={css.wide}
              label="Key to sign with, if any"
              placeholder={kept}
              size="sm"
              autoComplete="new-password"
              value={key}
              error={at("key")}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
          </>
        ) : (
          <>
            <TextInput
              className={css.wide}
              label="To"
              placeholder="ada@mail.example, bob@mail.example"
              size="sm"
              autoComplete="off"
              value={to}
              error={at("to")}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <TextInput
              className={css.wide}
              label="From"
              size="sm"
              autoComplete="off"
              value={from}
              error={at("from")}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              className={css.wide}
              label="Mail server"
              placeholder="smtp.mail.example"
              size="sm"
              autoComplete="off"
              value={host}
              error={at("host")}
              onChange={(event) => setHost(event.currentTarget.value)}
            />
            <NumberInput
              className={css.number}
              label="Port"
              size="sm"
              hideControls
              value={port}
              error={at("port")}
              onChange={setPort}
            />
            <NativeSelect
              label="Security"
              size="sm"
              data={securities}
              value={security}
              error={at("security")}
              onChange={(event) => setSecurity(event.currentTarget.value)}
            />
            <TextInput
              className={css.wide}
              label="User, if it asks for one"
              size="sm"
              autoComplete="off"
              value={user}
              error={at("user")}
              onChange={(event) => setUser(event.currentTarget.value)}
            />
            <PasswordInput
              className={css.wide}
              label="Password"
              placeholder={kept}
              size="sm"
              autoComplete="new-password"
              value={key}
              error={at("key")}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
          </>
        )}
        <Button type="submit" size="sm" loading={save.isPending}>
          {channel ? `Save ${channel.name}` : "Add the channel"}
        </Button>
      </div>
      <ProblemLine problem={beside(save.error, fields)} />
    </form>
  );
}
