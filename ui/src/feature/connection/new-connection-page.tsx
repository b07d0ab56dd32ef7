import type { Connection, Me } from "../../api/model";
import { ForbiddenRegion } from "../../part/forbidden-region";
import { PageHead } from "../../part/page-head";
import { ConnectionForm } from "./connection-form";

type Props = { me: Me; onSaved: (connection: Connection) => void; onCancel: () => void };

export function NewConnectionPage({ me, onSaved, onCancel }: Props) {
  return (
    <>
      <PageHead title="Add a connection" />
      {me.role === "admin" ? (
        <ConnectionForm before={null} onSaved={onSaved} onCancel={onCancel} />
      ) : (
        <ForbiddenRegion
          what="Adding a connection, which holds a credential of the workspace, is"
          needs="for admins"
          role={me.role}
        />
      )}
    </>
  );
}
