package dev.tallystick.connectors.http.stream;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.http.cursor.DatetimeCursor;
import dev.tallystick.connectors.http.cursor.PartitionStates;
import dev.tallystick.connectors.http.page.PageSeen;
import dev.tallystick.connectors.http.page.Paginator;
import dev.tallystick.connectors.http.partition.PartitionRouter;
import dev.tallystick.connectors.http.partition.Slice;
import dev.tallystick.connectors.http.partition.SubstreamRouter;
import dev.tallystick.connectors.http.request.Options;
import dev.tallystick.connectors.http.request.Requester;
import dev.tallystick.connectors.http.select.Decoder;
import dev.tallystick.connectors.http.select.RecordSelector;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// Reads one stream: slice by slice, page by page.
///
/// What makes its listing doubtful, it raises: an error that the manifest ignores, an answer without the place where
/// records should be.
public final class ReadStream implements SubstreamRouter.ParentStream {
    /// A listing longer than this is a loop that the guard below could not see.
    private static final int MOST_PAGES = 200_000;

    private static final Map<String, Object> WITHOUT_CURSOR = Map.of("__ab_no_cursor_state_message", true);

    private final String name;
    private final Parts parts;
    private final Exchange exchange;
    private final Doubts doubts;
    private int pages;

    /// What a stream is made of.
    ///
    /// @param sliceOnFirstPageOnly what slices put into a request goes only with the first page
    record Parts(
            Requester requester,
            Paginator paginator,
            RecordSelector selector,
            Decoder decoder,
            Optional<PartitionRouter> router,
            Optional<DatetimeCursor> cursor,
            boolean sliceOnFirstPageOnly) {}

    ReadStream(String name, Parts parts, Exchange exchange, Doubts doubts) {
        this.name = name;
        this.parts = parts;
        this.exchange = exchange;
        this.doubts = doubts;
    }

    /// Takes the records of one page, which is whole.
    @FunctionalInterface
    public interface Pages {
        /// @param notRecords how many items were no records
        void page(int number, List<Map<String, Object>> records, int notRecords, Slice slice);
    }

    @Override
    public String name() {
        return name;
    }

    public boolean incremental() {
        return parts.cursor().isPresent();
    }

    @Override
    public Object read(Object state, BiConsumer<Map<String, Object>, Slice> records) {
        return read(state, (_, page, _, slice) -> page.forEach(record -> records.accept(record, slice)));
    }

    /// @param state of the last listing, [None] for none
    /// @return the state now
    public Object read(Object state, Pages sink) {
        var cursor = parts.cursor();
        var router = parts.router().orElse(PartitionRouter.NONE);
        if (cursor.isEmpty()) {
            router.each(Map.of(), slice -> slice(slice, Optional.empty(), sink));
            return WITHOUT_CURSOR;
        }
        if (parts.router().isEmpty()) {
            var progress = cursor.get().begin(state);
            windows(Slice.WHOLE, progress, sink);
            return progress.state();
        }
        var states = new PartitionStates(
                cursor.get(), state, router.hasParents(), exchange.clock().instant());
        var parents = router.each(
                states.parentsBefore(),
                slice -> states.begin(slice).ifPresent(progress -> {
                    windows(slice, progress, sink);
                    states.close(slice, progress);
                }));
        return states.state(parents, exchange.clock().instant());
    }

    private void windows(Slice slice, DatetimeCursor.Progress progress, Pages sink) {
        for (var window : progress.windows()) {
            slice(slice.within(window), Optional.of(progress), sink);
        }
    }

    private void slice(Slice slice, Optional<DatetimeCursor.Progress> progress, Pages sink) {
        var token = parts.paginator().initial();
        Set<String> seen = new HashSet<>();
        Optional<String> home = Optional.empty();
        while (true) {
            if (++pages > MOST_PAGES) {
                throw new ConnectorException(
                        Problem.BAD_ANSWER, "The stream '" + name + "' has more than " + MOST_PAGES + " pages.");
            }
            var page = token;
            var variables = variables(slice, page);
            var origin = home;
            var got = exchange.send(
                    parts.requester(),
                    () -> {
                        var request = parts.requester()
                                .request(variables, parts.paginator().path(page), options(slice, page));
                        if (origin.isPresent() && !origin.get().equals(origin(request.uri()))) {
                            throw new ConnectorException(
                                    Problem.BAD_ANSWER,
                                    "An answer for the stream '" + name + "' names a next page on another host, which"
                                            + " is not followed.");
                        }
                        return request;
                    },
                    parts.decoder(),
                    "the stream '" + name + "'");
            home = Optional.of(origin(got.response().uri()));
            if (got.ignored()) {
                doubts.raise();
                return;
            }
            var selected = parts.selector().select(got.values(), variables, filter(progress));
            if (selected.missed()) {
                doubts.raise();
            }
            progress.ifPresent(cursor -> selected.records().forEach(cursor::observe));
            sink.page(pages, selected.records(), selected.notRecords(), slice);
            exchange.checkStopping();
            var last = selected.records().isEmpty()
                    ? Optional.<Map<String, Object>>empty()
                    : Optional.of(selected.records().getLast());
            if (parts.cursor().filter(DatetimeCursor::dataFeed).isPresent()
                    && last.isPresent()
                    && progress.isPresent()
                    && !progress.get().inRange(last.get())) {
                return;
            }
            Object body = !parts.decoder().shown() || got.values().isEmpty()
                    ? Map.of()
                    : got.values().getFirst();
            token = parts.paginator()
                    .next(new PageSeen(
                            got.response(),
                            body,
                            selected.records().size(),
                            selected.raw(),
                            last,
                            page,
                            doubts::raise));
            if (token.isEmpty()) {
                return;
            }
            if (!seen.add(JsonValues.canonical(token.get()))) {
                throw new ConnectorException(
                        Problem.BAD_ANSWER,
                        "The stream '" + name + "' goes in a circle: a page names a next page that was already read.");
            }
        }
    }

    /// Scheme, host and port as they are written; a next page must have the same as the page before.
    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    private Predicate<Map<String, Object>> filter(Optional<DatetimeCursor.Progress> progress) {
        var cursor = parts.cursor();
        boolean filters = cursor.filter(DatetimeCursor::clientSide).isPresent();
        return record -> !filters || progress.isEmpty() || progress.get().inRange(record);
    }

    private static Map<String, Object> variables(Slice slice, Optional<Object> token) {
        Map<String, Object> variables = new java.util.HashMap<>(slice.extra());
        variables.put("stream_slice", slice.view());
        variables.put(
                "next_page_token",
                token.<Object>map(value -> Map.of("next_page_token", value)).orElse(None.NONE));
        return variables;
    }

    private Options options(Slice slice, Optional<Object> token) {
        var options = new Options();
        if (token.isEmpty() || !parts.sliceOnFirstPageOnly()) {
            var sliced = new Options();
            parts.router().ifPresent(router -> router.inject(slice, sliced));
            var windowed = new Options();
            parts.cursor().ifPresent(cursor -> cursor.inject(slice, windowed));
            sliced.override(windowed);
            options.add(sliced);
        }
        var paged = new Options();
        parts.paginator().inject(token, paged);
        options.add(paged);
        return options;
    }
}
