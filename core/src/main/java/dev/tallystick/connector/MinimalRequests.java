package dev.tallystick.connector;

import java.time.Duration;

/// The fewest requests to one table that do what a run did, so that what it really made can be held against it: the
/// pages of the listing, one look at each row right before it is written, the writes, the questions by id that prove
/// a delete, and the look-ups of keys before rows are created.
///
/// What an attempt needs besides, such as reading the schema, is overhead and not counted.
public final class MinimalRequests {
    private MinimalRequests() {}

    /// How much one request of each kind takes.
    ///
    /// @param pageRows rows on a page of the listing; 0 where one request brings the whole table
    /// @param guardRows rows that one look before a write sees
    /// @param looksBeforeCreate rows are looked for before they are created as well, since writes go by position
    /// @param batchRows rows of one write
    /// @param askedRows rows that are asked for by id in one request
    public record Sizes(int pageRows, int guardRows, boolean looksBeforeCreate, int batchRows, int askedRows) {}

    /// What was done to one table.
    ///
    /// @param listed rows that the listing showed
    /// @param confirmed rows that were asked for by id, to prove that they were deleted
    /// @param lookedUp keys that were looked for outside what the listing shows
    public record Work(long listed, long created, long updated, long deleted, long confirmed, long lookedUp) {}

    /// @param listing pages
    /// @param looks right before writes, for proof and for keys
    public record Requests(long listing, long looks, long writes) {
        public long all() {
            return listing + looks + writes;
        }
    }

    public static Requests of(Work work, Sizes sizes) {
        long pages = sizes.pageRows() == 0 ? 1 : Math.max(1, parts(work.listed(), sizes.pageRows()));
        long looks = parts(work.updated(), sizes.guardRows())
                + parts(work.deleted(), sizes.guardRows())
                + (sizes.looksBeforeCreate() ? parts(work.created(), sizes.guardRows()) : 0);
        long asked = parts(work.confirmed(), sizes.askedRows()) + parts(work.lookedUp(), sizes.askedRows());
        long writes = parts(work.created(), sizes.batchRows())
                + parts(work.updated(), sizes.batchRows())
                + parts(work.deleted(), sizes.batchRows());
        return new Requests(pages, looks + asked, writes);
    }

    /// The time in which an upstream accepts as many requests, at best.
    public static Duration bound(long requests, Budget.Rate rate) {
        return rate.per().multipliedBy(requests).dividedBy(rate.requests());
    }

    private static long parts(long rows, int size) {
        return Math.ceilDiv(rows, size);
    }
}
