import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Me } from "../../api/model";
import { ForbiddenRegion } from "../../part/forbidden-region";
import { counted, exactTime } from "../../part/format";
import { LoadMore } from "../../part/load-more";
import { EmptyRegion, FailedRegion, StaleNote } from "../../part/notice";
import { SearchBox } from "../../part/search-box";
import { ShownOnce } from "../../part/shown-once";
import { SkeletonRows } from "../../part/skeleton-rows";
import table from "../../part/table.module.css";
import { useNow } from "../../part/use-now";
import { Invitations } from "./invitations";
import { type PeopleFilter, peopleQuery, wholeLink } from "./people";
import { PersonRow } from "./person-row";
import css from "./settings.module.css";

type Props = { me: Me; filter: PeopleFilter; onFilter: (change: PeopleFilter) => void };
type LinkFor = { name: string; link: string; expiresAt: string };

/** Who belongs to the workspace and what each may do. */
export function PeopleSection(props: Props) {
  if (props.me.role !== "admin") {
    return <ForbiddenRegion what="People and their roles are" needs="for admins" role={props.me.role} />;
  }
  return (
    <>
      <Invitations />
      <People {...props} />
    </>
  );
}

function People({ me, filter, onFilter }: Props) {
  const query = useInfiniteQuery({ ...peopleQuery(filter), placeholderData: (before) => before });
  const now = useNow();
  const [link, setLink] = useState<LinkFor | null>(null);
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={css.section} aria-labelledby="people-head">
      <div className={css.head}>
        <h2 id="people-head">People</h2>
        <SearchBox label="Filter people" value={filter.q} onSettle={(q) => onFilter({ q })} />
      </div>
      {link && (
        <ShownOnce
          key={link.link}
          title={`New password for ${link.name}`}
          text={wholeLink(link.link)}
          onDone={() => setLink(null)}
        >
          {`Give this link to ${link.name} yourself: it is shown only now, works once, and ends ${exactTime(link.expiresAt)}.`}
        </ShownOnce>
      )}
      {query.isError && query.data && <StaleNote updatedAt={query.dataUpdatedAt} />}
      {query.isError && !query.data ? (
        <FailedRegion what="The people" problem={query.error} onRetry={() => query.refetch()} />
      ) : query.data && people.length === 0 ? (
        <EmptyRegion head={filter.q ? `Nobody matches “${filter.q}”` : "Nobody is here yet"}>
          {filter.q && (
            <Link to="/settings/people" className="pressable">
              Clear filter
            </Link>
          )}
        </EmptyRegion>
      ) : (
        <table className={`${table.table} ${css.table}`}>
          <caption className="hidden-words">People of this workspace, their roles, and when each was last here</caption>
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Role</th>
              <th scope="col">Last here</th>
              <th scope="col" className={css.verbs}>
                <span className="hidden-words">Actions</span>
              </th>
            </tr>
          </thead>
          {query.isPending ? (
            <SkeletonRows rows={3} columns={4} what="the people" />
          ) : (
            <tbody>
              {people.map((person) => (
                <PersonRow
                  key={person.id}
                  me={me}
                  person={person}
                  now={now}
                  onLink={({ link, expiresAt }) => setLink({ name: person.name, link, expiresAt })}
                />
              ))}
            </tbody>
          )}
        </table>
      )}
      {people.length > 0 && <LoadMore query={query} shown={`${counted(people.length, "person", "people")} shown`} />}
    </section>
  );
}
