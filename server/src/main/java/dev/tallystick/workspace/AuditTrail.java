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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Who did what, in an order that cannot be changed unseen.
///
/// Each entry's hash is an HMAC over all of the entry and over the hash before it, so an entry that is changed, moved,
/// left out or put in breaks the chain where that was done. The head holds the last number and hash under an HMAC of
/// its own, so a trail that was cut off at its end is found too. What is not found from inside: the whole database
/// put back to an earlier day. For that, [#head] gives a line to keep elsewhere, which [#verify] takes again.
///
/// Retention takes old entries away from the front only, and leaves a checkpoint, under an HMAC too, from which the
/// rest is followed; [#forget] itself is in the trail.
///
/// Entries are written in the transaction of what they tell of: neither is there without the other. The head's row
/// is held until that transaction ends, so recording comes last in it, and never in two transactions at once.
public final class AuditTrail {
    private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
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
                .param(HEX.parseHex(mac("head", workspace, entry.seq, entry.hash)))
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
            if (!end.mac.equals(mac("head", workspace, end.seq, end.hash))) {
                return new Verification(0, end.seq, "The head of the trail is not the one that was written.");
            }
            try (Stream<Line> lines = lines(db, workspace, Long.MAX_VALUE)) {
                return follow(workspace, lines.iterator(), end, kept);
            }
        });
    }

    private record Sealed(long seq, String hash, String mac) {}

    /// Takes entries from before `until` away, from the front of the chain only and never the last one, and puts the
    /// last that went into the checkpoint, where the trail begins from then on. What is not as it was written
    /// stays: taking it away would hide that.
    ///
    /// @param most at a time
    /// @return how many went
    public long forget(WorkspaceId workspace, Instant until, int most) {
        return transactions.system(db -> {
            Head head = lockHead(db, workspace);
            long begin = checkpoint(db, workspace).map(Sealed::seq).orElse(0L);
            long last = db.sql("""
                            select coalesce(max(seq), 0) from audit where workspace_id = :ws and seq > :begin
                              and seq <= :begin + :most and seq < coalesce(
                                (select min(seq) from audit where workspace_id = :ws and at >= :until), :head)""")
                    .param("ws", workspace.value())
                    .param("begin", begin)
                    .param("most", most)
                    .param("until", Timestamp.from(until))
                    .param("head", head.seq)
                    .query(Long.class)
                    .single();
            return last == 0 ? 0L : forget(db, workspace, begin, last);
        });
    }

    private long forget(JdbcClient db, WorkspaceId workspace, long begin, long last) {
        Verification found;
        try (Stream<Line> lines = lines(db, workspace, last)) {
            found = follow(workspace, lines.iterator(), null, null);
        }
        if (!found.sound()) {
            log.error("The audit trail of workspace {} is not shortened: {}", workspace.value(), found.sentence());
            return 0;
        }
        String hash = db.sql("select hash from audit where workspace_id = ? and seq = ?")
                .param(workspace.value())
                .param(last)
                .query((row, _) -> HEX.formatHex(row.getBytes(1)))
                .single();
        db.sql("""
                        insert into audit_checkpoint (workspace_id, seq, hash, mac, at) values (:ws, :seq, :hash, :mac, :at)
                        on conflict (workspace_id) do update
                        set seq = excluded.seq, hash = excluded.hash, mac = excluded.mac, at = excluded.at""")
                .param("ws", workspace.value())
                .param("seq", last)
                .param("hash", HEX.parseHex(hash))
                .param("mac", HEX.parseHex(mac("checkpoint", workspace, last, hash)))
                .param("at", Timestamp.from(clock.instant()))
                .update();
        long gone = db.sql("delete from audit where workspace_id = ? and seq <= ?")
                .param(workspace.value())
                .param(last)
                .update();
        record(
                db,
                workspace,
                Actor.TALLYSTICK,
                "audit.forgotten",
                "audit",
                Map.of("from", Long.toString(begin + 1), "through", Long.toString(last), "hash", hash));
        return gone;
    }

    private static Optional<Sealed> checkpoint(JdbcClient db, WorkspaceId workspace) {
        return db.sql("select seq, hash, mac from audit_checkpoint where workspace_id = ?")
                .param(workspace.value())
                .query((row, _) -> new Sealed(
                        row.getLong("seq"), HEX.formatHex(row.getBytes("hash")), HEX.formatHex(row.getBytes("mac"))))
                .optional();
    }

    /// An entry, and the checkpoint as it was when the entry was read: in one statement, since entries may be taken
    /// away between two.
    private record Line(Entry entry, @Nullable Sealed checkpoint) {}

    private Verification follow(
            WorkspaceId workspace, Iterator<Line> lines, @Nullable Sealed end, @Nullable Head kept) {
        long sound = 0;
        long seq = 0;
        String last = BEFORE_THE_FIRST;
        boolean begun = false;
        while (lines.hasNext()) {
            Line line = lines.next();
            Entry entry = line.entry;
            @Nullable Sealed checkpoint = line.checkpoint;
            if (!begun && checkpoint != null) {
                if (!checkpoint.mac.equals(mac("checkpoint", workspace, checkpoint.seq, checkpoint.hash))) {
                    return new Verification(
                            0, entry.seq, "The checkpoint where the trail begins is not the one that was written.");
                }
                if (kept != null && kept.seq == checkpoint.seq && !kept.hash.equals(checkpoint.hash)) {
                    return new Verification(0, kept.seq, "Entry %d is not the one that was kept.".formatted(kept.seq));
                }
                seq = checkpoint.seq;
                last = checkpoint.hash;
            }
            begun = true;
            seq++;
            if (entry.seq != seq) {
                return new Verification(sound, seq, "Entry %d is missing.".formatted(seq));
            }
            if (!entry.prevHash.equals(last) || !entry.hash.equals(hash(workspace, entry))) {
                return new Verification(sound, seq, "Entry %d is not as it was written.".formatted(seq));
            }
            if (kept != null && kept.seq == seq && !kept.hash.equals(entry.hash)) {
                return new Verification(sound, seq, "Entry %d is not the one that was kept.".formatted(seq));
            }
            if (end != null && seq == end.seq && !entry.hash.equals(end.hash)) {
                return new Verification(sound, seq, "Entry %d is not the one at the head.".formatted(seq));
            }
            last = entry.hash;
            sound++;
        }
        long needed = Math.max(end == null ? 0 : end.seq, kept == null ? 0 : kept.seq);
        if (seq < needed) {
            return new Verification(sound, seq + 1, "The trail ends at %d, not at %d.".formatted(seq, needed));
        }
        return new Verification(sound, null, "");
    }

    private static Stream<Line> lines(JdbcClient db, WorkspaceId workspace, long through) {
        return db
                .sql("""
                        select a.*, c.seq as checkpoint_seq, c.hash as checkpoint_hash, c.mac as checkpoint_mac
                        from audit a left join audit_checkpoint c on c.workspace_id = a.workspace_id
                        where a.workspace_id = ? and a.seq <= ? order by a.seq""")
                .withFetchSize(500)
                .param(workspace.value())
                .param(through)
                .query((row, _) -> new Line(
                        new Entry(
                                row.getLong("seq"),
                                row.getTimestamp("at").toInstant(),
                                row.getObject("actor_id", Long.class),
                                row.getString("actor"),
                                row.getString("action"),
                                row.getString("subject"),
                                row.getString("detail"),
                                HEX.formatHex(row.getBytes("prev_hash")),
                                HEX.formatHex(row.getBytes("hash"))),
                        row.getBytes("checkpoint_hash") == null
                                ? null
                                : new Sealed(
                                        row.getLong("checkpoint_seq"),
                                        HEX.formatHex(row.getBytes("checkpoint_hash")),
                                        HEX.formatHex(row.getBytes("checkpoint_mac")))))
                .stream();
    }

    /// Nobody else adds an entry until this transaction ends.
    private Head lockHead(JdbcClient db, WorkspaceId workspace) {
        db.sql("""
                        insert into audit_head (workspace_id, seq, hash, mac) values (:ws, 0, :hash, :mac)
                        on conflict do nothing""")
                .param("ws", workspace.value())
                .param("hash", HEX.parseHex(BEFORE_THE_FIRST))
                .param("mac", HEX.parseHex(mac("head", workspace, 0, BEFORE_THE_FIRST)))
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

    private String mac(String purpose, WorkspaceId workspace, long seq, String hash) {
        Mac mac = mac(purpose);
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
