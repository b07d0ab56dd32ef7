package dev.tallystick.alert;

import dev.tallystick.alert.AlertStore.Kept;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is told at once: as JSON to a webhook, as plain text in an e-mail. It is made once and kept, so that each try
/// to send it says the same.
///
/// @param version of this form; goes up when something is taken away from it
/// @param kind `alert`, or `test`
/// @param text all of it in plain sentences, in the field that chat programs show
/// @param alerts the first ones, those that began before those that are over
/// @param more how many besides
record Message(
        int version,
        String kind,
        String workspace,
        Instant at,
        String subject,
        String text,
        List<Item> alerts,
        int more) {
    static final int VERSION = 1;

    /// More than that nobody reads; they all stand on the page.
    static final int MOST = 50;

    /// @param state `open` or `over`
    /// @param cause see [Cause]
    /// @param link to the run, or to the sync
    record Item(
            long alert,
            String state,
            String cause,
            String sync,
            String title,
            boolean rehearsal,
            String sentence,
            int times,
            Instant since,
            @Nullable Instant over,
            @Nullable Long run,
            @Nullable String link) {

        String line() {
            var name = title + (rehearsal ? " (rehearsal)" : "");
            var often = times > 1 ? " (" + times + " times)" : "";
            var told = Cause.of(cause).told();
            return state.equals("open")
                    ? name + ": " + told + often + ", since " + Spans.moment(since) + ". " + sentence
                    : name + ": well again since " + Spans.moment(over == null ? since : over) + ". It was: " + told
                            + often + ", since " + Spans.moment(since) + ".";
        }
    }

    /// @param due not empty
    /// @param home the address of the page, without a slash at its end; null when nobody said it
    static Message of(String workspace, List<Kept> due, @Nullable String home, Instant now) {
        var items = due.stream()
                .sorted((one, other) ->
                        Boolean.compare(other.alert().open(), one.alert().open()))
                .limit(MOST)
                .map(kept -> item(kept, home))
                .toList();
        int more = due.size() - items.size();
        var text = items.stream().map(Item::line).collect(Collectors.joining("\n"))
                + (more > 0 ? "\nAnd " + more + " more; see the page." : "");
        return new Message(VERSION, "alert", line(workspace), now, subject(due), text, items, more);
    }

    static Message test(String workspace, String channel, String by, Instant now) {
        return new Message(
                VERSION,
                "test",
                line(workspace),
                now,
                "Test of alerts",
                "This is a test of the channel '" + line(channel) + "', asked for by " + line(by)
                        + ". Alerts will come like this.",
                List.of(),
                0);
    }

    private static String subject(List<Kept> due) {
        long open = due.stream().filter(kept -> kept.alert().open()).count();
        if (due.size() == 1) {
            var only = due.getFirst();
            return line(only.syncTitle()) + ": "
                    + (open == 1 ? only.alert().cause().told() : "well again");
        }
        long over = due.size() - open;
        var parts = open == 0 ? "" : open + (open == 1 ? " alert" : " alerts");
        return over == 0 ? parts : parts + (open == 0 ? "" : ", ") + over + " well again";
    }

    private static Item item(Kept kept, @Nullable String home) {
        var alert = kept.alert();
        return new Item(
                kept.id(),
                alert.open() ? "open" : "over",
                alert.cause().word(),
                kept.syncName(),
                line(kept.syncTitle()),
                kept.rehearsal(),
                line(alert.sentence()),
                alert.times(),
                alert.openedAt(),
                alert.closedAt(),
                alert.run(),
                home == null
                        ? null
                        : home + (alert.run() == null ? "/syncs/" + kept.syncName() : "/runs/" + alert.run()));
    }

    /// What comes from outside (names of rows, answers of partners) stays one line of text.
    static String line(String given) {
        var clean = given.codePoints()
                .map(point -> isText(point) ? point : ' ')
                .limit(500)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.strip().replaceAll(" {2,}", " ");
    }

    private static boolean isText(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /// For chat programs, which read commands out of a text: `<!channel>`, `@all`.
    String chatText() {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "@\u200b");
    }

    /// In front of an e-mail's subject.
    String mailSubject() {
        var subject = String.format(Locale.ROOT, "[Tallystick] %s", line(this.subject));
        return subject.length() <= 150 ? subject : subject.substring(0, 149) + "…";
    }
}
