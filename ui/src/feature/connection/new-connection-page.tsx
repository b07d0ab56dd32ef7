import type { Connection, Me } from "../../api/model";
import { EmptyRegion } from "../../part/notice";
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
        <EmptyRegion head="This needs the role admin">
          <p>A connection holds a credential of the workspace, so only its admins add one.</p>
        </EmptyRegion>
      )}
    </>
  );
}
