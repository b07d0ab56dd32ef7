import { Button } from "@mantine/core";

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** Says how much of the list is on the page, and brings the next part of it. */
export function LoadMore({ query, shown }: { query: Paged; shown: string }) {
  return (
    <p style={{ display: "flex", alignItems: "center", gap: 12, padding: "10px" }} className="second">
      {shown}
      {query.hasNextPage && (
        <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          Load more
        </Button>
      )}
    </p>
  );
}
