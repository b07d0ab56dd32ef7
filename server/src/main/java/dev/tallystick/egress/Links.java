package dev.tallystick.egress;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `Link` headers of an answer (RFC 8288). Commas and semicolons may stand inside `<…>` and quotes, so this reads
/// character by character. What is broken ends its header; what stood before it counts.
///
/// A link is the server's wish. Whoever follows one first compares its [Origin] with that of the connection.
public record Links(List<Link> links) {

    /// @param rel relation types in lower case
    public record Link(URI target, List<String> rel) {
        public Link {
            rel = List.copyOf(rel);
        }
    }

    public Links {
        links = List.copyOf(links);
    }

    public static Links of(Response response) {
        return of(response.headers(), response.uri());
    }

    /// @param base what relative targets are resolved against
    public static Links of(Headers headers, URI base) {
        List<Link> found = new ArrayList<>();
        for (String header : headers.all("Link")) {
            new Scanner(header, base).readInto(found);
        }
        return new Links(found);
    }

    /// The first link with this relation.
    public Optional<URI> target(String rel) {
        return links.stream()
                .filter(link -> link.rel().contains(rel.toLowerCase(Locale.ROOT)))
                .map(Link::target)
                .findFirst();
    }

    private static final class Scanner {

        private final String text;
        private final URI base;
        private int at;

        Scanner(String text, URI base) {
            this.text = text;
            this.base = base;
        }

        void readInto(List<Link> found) {
            while (skip(", \t") && take('<')) {
                int end = text.indexOf('>', at);
                if (end < 0) {
                    return;
                }
                String target = text.substring(at, end);
                at = end + 1;
                @Nullable String rel = null;
                boolean anchored = false;
                while (skip(" \t") && take(';')) {
                    skip(" \t");
                    String name = until("=;, \t").toLowerCase(Locale.ROOT);
                    skip(" \t");
                    String value = take('=') ? value() : "";
                    if (name.equals("rel") && rel == null) { // later ones are to be ignored
                        rel = value;
                    }
                    anchored |= name.equals("anchor"); // a link of something else than this page
                }
                if (rel != null && !anchored) {
                    add(found, target, rel);
                }
                skip(" \t");
                if (at < text.length() && text.charAt(at) != ',') {
                    return;
                }
            }
        }

        private void add(List<Link> found, String target, String rel) {
            try {
                found.add(new Link(
                        base.resolve(target.strip()),
                        List.of(rel.strip().toLowerCase(Locale.ROOT).split("\\s+"))));
            } catch (IllegalArgumentException _) {
                // Not a URI: nothing that could be followed.
            }
        }

        private String value() {
            skip(" \t");
            if (!take('"')) {
                return until(";, \t");
            }
            var value = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return value.toString();
                }
                if (c == '\\' && at < text.length()) {
                    c = text.charAt(at++);
                }
                value.append(c);
            }
            return ""; // the quote never ends: what it meant is anybody's guess
        }

        private boolean skip(String chars) {
            while (at < text.length() && chars.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return at < text.length();
        }

        private boolean take(char wanted) {
            boolean here = at < text.length() && text.charAt(at) == wanted;
            at += here ? 1 : 0;
            return here;
        }

        private String until(String chars) {
            int from = at;
            while (at < text.length() && chars.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }
    }
}
