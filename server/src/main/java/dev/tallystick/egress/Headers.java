package dev.tallystick.egress;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Header lines in the order they stand in the message; names are compared without regard to case.
public record Headers(List<Header> lines) {

    public static final Headers NONE = new Headers(List.of());

    /// One line. A value with a control character would let the caller's text become another header: refused.
    public record Header(String name, String value) {
        public Header {
            if (!isName(name)) {
                throw new IllegalArgumentException("A header name may hold only letters, digits and !#$%&'*+-.^_`|~");
            }
            if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
                throw new IllegalArgumentException("The value of header " + name + " holds a control character");
            }
        }

        static boolean isName(String text) {
            return !text.isEmpty() && text.chars().allMatch(Header::isTokenChar);
        }

        private static boolean isTokenChar(int c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }

        /// Without the value: it may be a credential.
        @Override
        public String toString() {
            return name + ": …";
        }
    }

    public Headers {
        lines = List.copyOf(lines);
    }

    public Headers with(String name, String value) {
        var more = new ArrayList<>(lines);
        more.add(new Header(name, value));
        return new Headers(more);
    }

    public Optional<String> first(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }
}
