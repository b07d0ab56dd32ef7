package dev.tallystick.egress;

import java.util.ArrayList;
import java.util.List;

/// Places on the inside that may be reached all the same. An entry speaks for one host name, one network and one
/// port together: it never opens that network to another name, nor another port of that host.
public record AllowList(List<Allowance> entries) {

    public static final AllowList NOTHING = new AllowList(List.of());

    public AllowList {
        entries = List.copyOf(entries);
    }

    public static AllowList of(Allowance... entries) {
        return new AllowList(List.of(entries));
    }

    AllowList plus(AllowList other) {
        if (other.entries.isEmpty()) {
            return this;
        }
        var both = new ArrayList<>(entries);
        both.addAll(other.entries);
        return new AllowList(both);
    }

    /// Only what speaks for one place.
    AllowList at(String host, int port) {
        var here = entries.stream()
                .filter(entry -> entry.port() == port && entry.host().equals(host))
                .toList();
        return here.isEmpty() ? NOTHING : new AllowList(here);
    }
}
