package dev.tallystick.connectors.http.cursor;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.partition.Slice;
import dev.tallystick.connectors.http.request.Options;
import dev.tallystick.connectors.http.request.RequestOption;
import dev.tallystick.connectors.http.template.DateFormats;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.PythonText;
import dev.tallystick.connectors.http.template.Span;
import dev.tallystick.connectors.http.template.TemplateException;
import dev.tallystick.connectors.http.value.None;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A cursor over a time that each record carries. It asks for what changed since the state, less an overlap, and moves
/// to the latest time that it has seen, never to the time that it asked for: a listing without rows moves nothing.
public final class DatetimeCursor {
    /// A step of a second over ten years is a mistake in the manifest.
    private static final int MOST_WINDOWS = 100_000;

    private final Expression cursorField;
    private final String format;
    private final List<String> formats;
    private final MinMaxDatetime start;
    private final Optional<MinMaxDatetime> end;
    private final Optional<Expression> step;
    private final Optional<Expression> granularity;
    private final Optional<Expression> lookback;
    private final Expression startName;
    private final Expression endName;
    private final Optional<RequestOption> startOption;
    private final Optional<RequestOption> endOption;
    private final boolean dataFeed;
    private final boolean clientSide;
    private final boolean global;
    private final Clock clock;

    public DatetimeCursor(Component component, Expressions expressions) {
        var parameters = component.parameters();
        this.clock = expressions.clock();
        this.cursorField = expressions.of(component.required("cursor_field"), parameters);
        this.format = expressions
                .of(component.required("datetime_format"), parameters)
                .text();
        this.formats = new ArrayList<>(component.list("cursor_datetime_formats").stream()
                .map(String::valueOf)
                .toList());
        if (!formats.contains(format)) {
            formats.add(format);
        }
        this.start = new MinMaxDatetime(
                "start_datetime", component.required("start_datetime"), format, component, expressions);
        this.end = component
                .field("end_datetime")
                .map(source -> new MinMaxDatetime("end_datetime", source, format, component, expressions));
        this.step = text(component, "step", expressions);
        this.granularity = text(component, "cursor_granularity", expressions);
        if (step.isPresent() != granularity.isPresent()) {
            throw new ManifestException("A DatetimeBasedCursor needs step and cursor_granularity, or neither.");
        }
        this.lookback = text(component, "lookback_window", expressions);
        this.startName = expressions.of(component.text("partition_field_start").orElse("start_time"), parameters);
        this.endName = expressions.of(component.text("partition_field_end").orElse("end_time"), parameters);
        this.startOption = component.child("start_time_option").map(option -> new RequestOption(option, expressions));
        this.endOption = component.child("end_time_option").map(option -> new RequestOption(option, expressions));
        this.dataFeed = component.flag("is_data_feed", false);
        this.clientSide = component.flag("is_client_side_incremental", false);
        this.global = component.flag("global_substream_cursor", false);
    }

    private static Optional<Expression> text(Component component, String field, Expressions expressions) {
        return component
                .text(field)
                .filter(text -> !text.isEmpty())
                .map(text -> expressions.of(text, component.parameters()));
    }

    public boolean dataFeed() {
        return dataFeed;
    }

    public boolean clientSide() {
        return clientSide;
    }

    boolean global() {
        return global;
    }

    /// Begins where the state says, or at the start.
    ///
    /// @param state `{field: value}`, or [None]
    public Progress begin(Object state) {
        return new Progress(state);
    }

    /// Puts the window's ends into the request.
    public void inject(Slice slice, Options options) {
        startOption.ifPresent(option -> inject(option, slice, startName.text(), options));
        endOption.ifPresent(option -> inject(option, slice, endName.text(), options));
    }

    private static void inject(RequestOption option, Slice slice, String name, Options options) {
        Object value = slice.window().get(name);
        if (value != null) {
            option.inject(value, options);
        }
    }

    private Optional<OffsetDateTime> parsed(Object value) {
        if (value == None.NONE) {
            return Optional.empty();
        }
        var text = PythonText.of(value);
        for (var each : formats) {
            try {
                return Optional.of(DateFormats.parse(text, each));
            } catch (TemplateException _) {
                // The next format may fit.
            }
        }
        return Optional.empty();
    }

    private static Span span(Optional<Expression> expression) {
        try {
            return expression.map(given -> Span.parse(given.text())).orElse(Span.ZERO);
        } catch (TemplateException wrong) {
            throw new ManifestException("A duration of the manifest's cursor is wrong: " + wrong.getMessage() + ".");
        }
    }

    /// One partition's reading: its windows, and the latest time seen.
    public final class Progress {
        private final OffsetDateTime first = start.value();
        private final Optional<OffsetDateTime> before;
        private final OffsetDateTime upper;
        private Optional<OffsetDateTime> latest;

        private Progress(Object state) {
            var field = cursorField.text();
            this.before = state instanceof Map<?, ?> map && map.containsKey(field)
                    ? parsed(Objects.requireNonNull(map.get(field)))
                    : Optional.empty();
            this.latest = before;
            this.upper = end.map(MinMaxDatetime::value)
                    .orElseGet(
                            () -> clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
        }

        /// The windows to read, in order; none when there is nothing to ask for.
        public List<Map<String, Object>> windows() {
            var base = before.filter(time -> time.isAfter(first)).orElse(first);
            var lower = span(lookback).negated().addedTo(base);
            lower = lower.isBefore(first) ? first : lower;
            List<Map<String, Object>> windows = new ArrayList<>();
            if (!lower.isBefore(upper)) {
                return windows;
            }
            if (step.isEmpty()) {
                windows.add(window(lower, upper));
                return windows;
            }
            var width = span(step);
            var grain = span(granularity).negated();
            while (lower.isBefore(upper)) {
                var next = width.addedTo(lower);
                if (!next.isAfter(lower) || windows.size() >= MOST_WINDOWS) {
                    throw new ManifestException("The step of the manifest's cursor is too small.");
                }
                boolean last = !next.isBefore(upper);
                windows.add(window(lower, last ? upper : grain.addedTo(next)));
                lower = next;
            }
            return windows;
        }

        private Map<String, Object> window(OffsetDateTime from, OffsetDateTime to) {
            Map<String, Object> window = new LinkedHashMap<>();
            window.put(startName.text(), DateFormats.format(from, format));
            window.put(endName.text(), DateFormats.format(to, format));
            return window;
        }

        public void observe(Map<String, Object> record) {
            time(record).ifPresent(time -> {
                if (latest.isEmpty() || time.isAfter(latest.get())) {
                    latest = Optional.of(time);
                }
            });
        }

        private Optional<OffsetDateTime> time(Map<String, Object> record) {
            return parsed(Objects.requireNonNullElse(record.get(cursorField.text()), None.NONE));
        }

        /// Whether a record belongs to what is read: between the state and the end. One without a time does.
        public boolean inRange(Map<String, Object> record) {
            var from = before.filter(time -> time.isAfter(first)).orElse(first);
            return time(record)
                    .map(time -> !time.isBefore(from) && !time.isAfter(upper))
                    .orElse(true);
        }

        /// `{field: value}`
        public Map<String, Object> state() {
            return Map.of(cursorField.text(), DateFormats.format(latest.orElse(first), format));
        }

        Optional<OffsetDateTime> latest() {
            return latest;
        }

        OffsetDateTime position() {
            return latest.orElse(first);
        }
    }

    /// The state that lies this many seconds before another.
    Object earlier(Object state, long seconds) {
        var field = cursorField.text();
        return state instanceof Map<?, ?> map && map.containsKey(field)
                ? parsed(Objects.requireNonNull(map.get(field)))
                        .<Object>map(time -> Map.of(field, DateFormats.format(time.minusSeconds(seconds), format)))
                        .orElse(None.NONE)
                : None.NONE;
    }

    /// Whether this is a plain state of this cursor.
    boolean isState(Object state) {
        return state instanceof Map<?, ?> map && map.containsKey(cursorField.text());
    }
}
