import { Button, Menu, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Me, PasswordLink, Person, Role } from "../../api/model";
import { exactTime } from "../../part/format";
import { Moment } from "../../part/moment";
import { ProblemLine } from "../../part/problem-line";
import { roles, withArticle } from "../../part/role";
import { useDisable, useEnable, useResetLink, useSetOwner, useSetRole } from "./people";
import css from "./settings.module.css";

type Props = { me: Me; person: Person; now: number; onLink: (link: PasswordLink) => void };

export function PersonRow({ me, person, now, onLink }: Props) {
  const setRole = useSetRole();
  const setOwner = useSetOwner();
  const disable = useDisable();
  const enable = useEnable();
  const reset = useResetLink();
  const myself = person.id === me.person.id;
  const problem = [setRole, setOwner, disable, enable, reset].map(({ error }) => error).find(Boolean);
  return (
    <tr className={person.disabledAt ? css.off : undefined}>
      <th scope="row">
        {person.name}
        {myself && <span className={css.mark}>you</span>}
        {person.owner && <span className={css.mark}>owner of the server</span>}
        {person.service && <span className={css.mark}>scripts on the server</span>}
        {person.email && <span className={css.under}>{person.email}</span>}
        <ProblemLine problem={problem} />
      </th>
      <td data-label="role">
        {myself || person.service || person.disabledAt ? (
          person.role
        ) : (
          <RoleField
            person={person}
            pending={setRole.isPending}
            onSet={(role) => setRole.mutate({ id: person.id, role })}
          />
        )}
      </td>
      <td className={css.when} data-label={person.disabledAt ? undefined : "last here"}>
        {person.disabledAt ? (
          <span title={exactTime(person.disabledAt)}>
            disabled <Moment at={person.disabledAt} now={now} />
          </span>
        ) : person.seenAt ? (
          <Moment at={person.seenAt} now={now} />
        ) : (
          <span className="pale">never</span>
        )}
      </td>
      <td className={css.verbs}>
        {!myself && !person.service && (
          <span>
            {person.disabledAt ? (
              <Button
                size="xs"
                variant="default"
                loading={enable.isPending}
                aria-label={`Enable ${person.name}`}
                onClick={() => enable.mutate(person.id)}
              >
                Enable
              </Button>
            ) : (
              <Button
                size="xs"
                variant="default"
                loading={disable.isPending}
                aria-label={`Disable ${person.name}`}
                onClick={() => disable.mutate({ id: person.id, everywhere: false })}
              >
                Disable
              </Button>
            )}
            <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
              <Menu.Target>
                <Button variant="default" size="xs" px={8} aria-label={`More for ${person.name}`}>
                  <svg width="14" height="4" viewBox="0 0 14 4" aria-hidden="true" fill="currentColor">
                    <circle cx="2" cy="2" r="1.5" />
                    <circle cx="7" cy="2" r="1.5" />
                    <circle cx="12" cy="2" r="1.5" />
                  </svg>
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => reset.mutate(person.id, { onSuccess: onLink })}>
                  Make a link for a new password
                </Menu.Item>
                {me.owner && (
                  <Menu.Item onClick={() => setOwner.mutate({ id: person.id, owner: !person.owner })}>
                    {person.owner ? "No longer an owner of the server" : "Make an owner of the server"}
                  </Menu.Item>
                )}
                {me.owner && !person.disabledAt && (
                  <Menu.Item onClick={() => disable.mutate({ id: person.id, everywhere: true })}>
                    Disable in every workspace
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          </span>
        )}
      </td>
    </tr>
  );
}

type FieldProps = { person: Person; pending: boolean; onSet: (role: Role) => void };

/** A new role signs its person out, so it is a press that sets it, not the arrow keys on their way through the choices. */
function RoleField({ person, pending, onSet }: FieldProps) {
  const [chosen, setChosen] = useState<Role>(person.role);
  const [seen, setSeen] = useState(person.role);
  if (person.role !== seen) {
    setSeen(person.role);
    setChosen(person.role);
  }
  return (
    <span className={css.role}>
      <NativeSelect
        aria-label={`Role of ${person.name}`}
        size="xs"
        data={[...roles]}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value as Role)}
      />
      {chosen !== person.role && (
        <Button size="xs" loading={pending} onClick={() => onSet(chosen)}>
          {`Make ${withArticle(chosen)}`}
        </Button>
      )}
    </span>
  );
}
