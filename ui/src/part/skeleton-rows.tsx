import { useEffect, useState } from "react";
import css from "./skeleton-rows.module.css";

const afterMs = 150;

/** Rows of the real height while the first answer is on its way; nothing at all when it comes at once. */
export function SkeletonRows({ rows = 6, columns, what }: { rows?: number; columns: number; what: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <tbody aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have nothing else to be told apart by
        <tr key={row} className={css.row} data-shown={late || undefined}>
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <td key={column}>
              {row === 0 && column === 0 && <span className="hidden-words">{`Reading ${what}`}</span>}
              <span className={css.bone} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
