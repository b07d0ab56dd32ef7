package dev.tallystick.lab.airtable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Listings that somebody is in the midst of. Which records they bring was settled with the first page; what is in the
/// records is read page by page, so a listing is no snapshot. An idle one is forgotten.
/// Source: airtable.com/developers/web/api/list-records, and reports that an iterator lives some minutes.
public final class Listings {

    private final Clock clock;
    private final Ids ids;
    private final Map<String, Listing> open = new LinkedHashMap<>();
    private Duration idle = Duration.ofMinutes(5);

    Listings(Clock clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /// After so long without a request a listing is gone.
    public synchronized void idle(Duration other) {
        idle = other;
    }

    /// As after a restart of the server.
    public synchronized void forgetAll() {
        open.clear();
    }

    synchronized Listing begin(String scope, List<String> records) {
        Instant now = clock.instant();
        open.values().removeIf(each -> each.idleSince(now, idle));
        Listing listing = new Listing(ids.next("itr"), scope, records, now);
        open.put(listing.id, listing);
        return listing;
    }

    /// @throws Rejected where it is gone, or was not begun with these parameters
    synchronized Listing resume(String offset, String scope) {
        Listing listing = open.get(offset.replaceFirst("/.*", ""));
        Instant now = clock.instant();
        if (listing == null || listing.idleSince(now, idle) || !listing.places.containsKey(offset)) {
            throw Rejected.listingGone();
        }
        if (!listing.scope.equals(scope)) {
            throw Rejected.parameters();
        }
        listing.lastUsed = now;
        return listing;
    }

    synchronized void forget(Listing listing) {
        open.remove(listing.id);
    }

    /// One of them.
    static final class Listing {
        private final String id;
        private final String scope;
        final List<String> records;
        private final Map<String, Integer> places = new LinkedHashMap<>();
        private Instant lastUsed;

        Listing(String id, String scope, List<String> records, Instant now) {
            this.id = id;
            this.scope = scope;
            this.records = new ArrayList<>(records);
            this.lastUsed = now;
        }

        private boolean idleSince(Instant now, Duration idle) {
            return now.isAfter(lastUsed.plus(idle));
        }

        int place(String offset) {
            return places.getOrDefault(offset, 0);
        }

        /// The offset from which a page begins there: the iterator and the record that comes next.
        String offset(int place) {
            String offset = id + "/" + records.get(place);
            if (places.getOrDefault(offset, place) != place) {
                offset += "/" + place; // the same record comes twice
            }
            places.put(offset, place);
            return offset;
        }
    }
}
