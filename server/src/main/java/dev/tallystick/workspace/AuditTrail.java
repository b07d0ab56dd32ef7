package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Who did what, in an order that cannot be changed unseen.
///
/// Each entry's hash is an HMAC over all of the entry and over the hash before it, so an entry that is changed, moved,
/// left out or put in breaks the chain where that was done. The head holds the last number and hash under an HMAC of
/// its own, so a trail that was cut off at its end is found too. What is not found from inside: the whole database
/// put back to an earlier day. For that, [#head] gives a line to keep elsewhere, which [#verify] takes again.
///
/// Entries are written in the transaction of what they tell of: neither is there without the other. The head's row
/// is held until that transaction ends, so recording comes last in it, and never in two transactions at once.
public final class AuditTrail {
    private static final String BEFORE_THE_FIRST = "00".repeat(32);
    private static final byte VERSION = 1;
    private static final int LONGEST_DETAIL = 16 * 1024;
    private static final HexFormat HEX = HexFormat.of();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Transactions transactions;
    private final AuditKey key;
    private final Clock clock;

    public AuditTrail(Transactions transactions, AuditKey key, Clock clock) {
        this.transactions = transactions;
        this.key = key;
        this.clock = clock;
    }

    private record Entry(
            long seq,
            Instant at,
            @Nullable Long actorId,
            String actor,
            String action,
            String subject,
            String detail,
            String prevHash,
            String hash) {}

    /// The end of a trail, to be kept outside the database.
    public record Head(long seq, String hash) {}

    /// What a check of a whole trail found.
    ///
    /// @param entries how many were sound
    /// @param brokenAt the number of the first entry that is not as it was written; null when all are
    /// @param sentence what is wrong, in words; empty when nothing is
    public record Verification(long entries, @Nullable Long brokenAt, String sentence) {
        public boolean sound() {
            return brokenAt == null;
        }
    }

    public void record(JdbcClient db, Identity who, String action, String subject, Map<String, String> detail) {
        record(db, who.workspace(), Actor.of(who), action, subject, detail);
    }

    /// @param action what was done, as `sign_in.ok`
    /// @param subject what it was done to, as `sync clients`
    /// @param detail more, without secrets
    public void record(
            JdbcClient db,
            WorkspaceId workspace,
            Actor actor,
            String action,
            String subject,
            Map<String, String> detail) {
        Head last = lockHead(db, workspace);
        Entry entry = seal(workspace, last, actor, action, subject, json(withAddress(detail, actor)));
        db.sql("""
                        insert into audit (workspace_id, seq, at, actor_id, actor, action, subject, detail, prev_hash, hash)
                        values (:ws, :seq, :at, :actorId, :actor, :action, :subject, :detail, :prev, :hash)""")
                .param("ws", workspace.value())
                .param("seq", entry.seq)
                .param("at", Timestamp.from(entry.at))
                .param("actorId", entry.actorId)
                .param("actor", entry.actor)
                .param("action", entry.action)
                .param("subject", entry.subject)
                .param("detail", entry.detail)
                .param("prev", HEX.parseHex(entry.prevHash))
                .param("hash", HEX.parseHex(entry.hash))
                .update();
        db.sql("update audit_head set seq = ?, hash = ?, mac = ? where workspace_id = ?")
                .param(entry.seq)
                .param(HEX.parseHex(entry.hash))
                .param(HEX.parseHex(headMac(workspace, entry.seq, entry.hash)))
                .param(workspace.value())
                .update();
    }

    /// Begins the trail of a workspace that has none, so that an empty one is known to have been emptied.
    void begin(JdbcClient db, WorkspaceId workspace) {
        boolean begun = db.sql("select exists (select 1 from audit_head where workspace_id = ?)")
                .param(workspace.value())
                .query(Boolean.class)
                .single();
        if (!begun) {
            record(db, workspace, Actor.TALLYSTICK, "trail.begun", "workspace", Map.of());
        }
    }

    public Optional<Head> head(WorkspaceId workspace) {
        return transactions.in(
                workspace,
                db -> db.sql("select seq, hash from audit_head where workspace_id = ?")
                        .param(workspace.value())
                        .query((row, _) -> new Head(row.getLong("seq"), HEX.formatHex(row.getBytes("hash"))))
                        .optional());
    }

    public Verification verify(WorkspaceId workspace) {
        return verify(workspace, null);
    }

    /// @param kept a head that was once kept elsewhere; the trail must still lead through it
    public Verification verify(WorkspaceId workspace, @Nullable Head kept) {
        return transactions.in(workspace, db -> {
            // The head first and not beyond it: entries may be added while we read.
            Optional<Sealed> head = db.sql("select seq, hash, mac from audit_head where workspace_id = ?")
                    .param(workspace.value())
                    .query((row, _) -> new Sealed(
                            row.getLong("seq"),
                            HEX.formatHex(row.getBytes("hash")),
                            HEX.formatHex(row.getBytes("mac"))))
                    .optional();
            if (head.isEmpty()) {
                return new Verification(0, 1L, "The trail has no head: it was emptied.");
            }
            Sealed end = head.get();
            if (!end.mac.equals(headMac(workspace, end.seq, end.hash))) {
                return new Verification(0, end.seq, "The head of the trail is not the one that was written.");
            }
            try (Stream<Entry> entries = entries(db, workspace)) {
                return follow(workspace, entries.iterator(), end, kept);
            }
        });
    }

    private record Sealed(long seq, String hash, String mac) {}

    private Verification follow(WorkspaceId workspace, Iterator<Entry> entries, Sealed end, @Nullable Head kept) {
        long seq = 0;
        String last = BEFORE_THE_FIRST;
        while (entries.hasNext()) {
            Entry entry = entries.next();
            seq++;
            if (entry.seq != seq) {
                return new Verification(seq - 1, seq, "Entry %d is missing.".formatted(seq));
            }
            if (!entry.prevHash.equals(last) || !entry.hash.equals(hash(workspace, entry))) {
                return new Verification(seq - 1, seq, "Entry %d is not as it was written.".formatted(seq));
            }
            if (kept != null && kept.seq == seq && !kept.hash.equals(entry.hash)) {
                return new Verification(seq - 1, seq, "Entry %d is not the one that was kept.".formatted(seq));
            }
            if (seq == end.seq && !entry.hash.equals(end.hash)) {
                return new Verification(seq - 1, seq, "Entry %d is not the one at the head.".formatted(seq));
            }
            last = entry.hash;
        }
        long needed = Math.max(end.seq, kept == null ? 0 : kept.seq);
        if (seq < needed) {
            return new Verification(seq, seq + 1, "The trail ends at %d, not at %d.".formatted(seq, needed));
        }
        return new Verification(seq, null, "");
    }

    private static Stream<Entry> entries(JdbcClient db, WorkspaceId workspace) {
        return db
                .sql("select * from audit where workspace_id = ? order by seq")
                .withFetchSize(500)
                .param(workspace.value())
                .query((row, _) -> new Entry(
                        row.getLong("seq"),
                        row.getTimestamp("at").toInstant(),
                        row.getObject("actor_id", Long.class),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail"),
                        HEX.formatHex(row.getBytes("prev_hash")),
                        HEX.formatHex(row.getBytes("hash"))))
                .stream();
    }

    /// Nobody else adds an entry until this transaction ends.
    private Head lockHead(JdbcClient db, WorkspaceId workspace) {
        db.sql("""
                        insert into audit_head (workspace_id, seq, hash, mac) values (:ws, 0, :hash, :mac)
                        on conflict do nothing""")
                .param("ws", workspace.value())
                .param("hash", HEX.parseHex(BEFORE_THE_FIRST))
                .param("mac", HEX.parseHex(headMac(workspace, 0, BEFORE_THE_FIRST)))
                .update();
        return db.sql("select seq, hash from audit_head where workspace_id = ? for update")
                .param(workspace.value())
                .query((row, _) -> new Head(row.getLong("seq"), HEX.formatHex(row.getBytes("hash"))))
                .single();
    }

    private Entry seal(WorkspaceId workspace, Head last, Actor actor, String action, String subject, String detail) {
        @Nullable PersonId id = actor.id();
        var open = new Entry(
                last.seq + 1,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                id == null ? null : id.value(),
                actor.named(),
                action,
                subject,
                detail,
                last.hash,
                BEFORE_THE_FIRST);
        return new Entry(
                open.seq,
                open.at,
                open.actorId,
                open.actor,
                open.action,
                open.subject,
                open.detail,
                open.prevHash,
                hash(workspace, open));
    }

    private String hash(WorkspaceId workspace, Entry entry) {
        Mac mac = mac("entry");
        number(mac, workspace.value());
        number(mac, entry.seq);
        number(mac, ChronoUnit.MICROS.between(Instant.EPOCH, entry.at));
        number(mac, entry.actorId == null ? 0 : entry.actorId);
        text(mac, entry.actor);
        text(mac, entry.action);
        text(mac, entry.subject);
        text(mac, entry.detail);
        return HEX.formatHex(mac.doFinal(HEX.parseHex(entry.prevHash)));
    }

    private String headMac(WorkspaceId workspace, long seq, String hash) {
        Mac mac = mac("head");
        number(mac, workspace.value());
        number(mac, seq);
        return HEX.formatHex(mac.doFinal(HEX.parseHex(hash)));
    }

    private Mac mac(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
            mac.update(VERSION);
            text(mac, purpose);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void number(Mac mac, long number) {
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /// With its length before it, so that no two entries give the same bytes.
    private static void text(Mac mac, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(mac, bytes.length);
        mac.update(bytes);
    }

    private static Map<String, String> withAddress(Map<String, String> detail, Actor actor) {
        if (actor.address().isEmpty()) {
            return detail;
        }
        var all = new TreeMap<>(detail);
        all.put("address", actor.address());
        return all;
    }

    private static String json(Map<String, String> detail) {
        String json = JSON.writeValueAsString(new TreeMap<>(detail));
        if (json.length() > LONGEST_DETAIL) {
            throw new IllegalArgumentException("The detail of an audit entry is too long");
        }
        return json;
    }
}
