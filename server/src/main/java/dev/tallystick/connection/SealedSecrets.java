package dev.tallystick.connection;

import dev.tallystick.storage.Transactions;
import dev.tallystick.workspace.AuditKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Seals the secrets of connections, with AES-256-GCM.
///
/// The master key seals the data keys, which lie in the database; the data keys seal the secrets, each bound to its
/// [Place]. So the master key can be changed by writing one row, and a data key by writing secrets one by one while
/// everything runs. A database whose data keys the given master key does not open is not touched at all.
public final class SealedSecrets implements SecretSeal {
    private static final byte[] AS_AUDIT_KEY = "tallystick audit key 1".getBytes(StandardCharsets.UTF_8);
    private static final int AUDIT_KEY_BYTES = 32;

    private final Transactions transactions;
    private final MasterKey master;
    private final AuditKey auditKey;
    private final Clock clock;
    private volatile Keyset keyset;

    private SealedSecrets(Transactions transactions, MasterKey master, AuditKey auditKey, Keyset keyset, Clock clock) {
        this.transactions = transactions;
        this.master = master;
        this.auditKey = auditKey;
        this.keyset = keyset;
        this.clock = clock;
    }

    /// Opens the data keys of this database, or makes them when it has none yet.
    static SealedSecrets open(
            Transactions transactions, Environment environment, Path dataDir, boolean embedded, Clock clock) {
        Optional<MasterKey> given = MasterKey.find(environment::getProperty, dataDir, embedded);
        Optional<Stored> stored = transactions.system(SealedSecrets::stored);
        if (stored.isPresent()) {
            return unwrap(transactions, stored.get(), given, clock);
        }
        MasterKey master = given.orElseGet(() -> {
            MasterKey fresh = MasterKey.generate();
            fresh.writeTo(dataDir);
            return fresh;
        });
        // Of several nodes that start at once, one makes them; the others read what it made.
        Stored made = transactions.system(db -> make(db, master, clock));
        return unwrap(transactions, made, Optional.of(master), clock);
    }

    private static SealedSecrets unwrap(
            Transactions transactions, Stored stored, Optional<MasterKey> given, Clock clock) {
        MasterKey master = given.orElseThrow(() -> new KeyProblem(
                "The file %s is gone from the data directory. Put back the master key with the fingerprint %s. Nothing was written."
                        .formatted(MasterKey.FILE, stored.fingerprint)));
        try {
            Keyset keyset = Keyset.unwrap(bytes(stored.sealed), master);
            byte[] auditKey = master.aead().decrypt(bytes(stored.auditKey), AS_AUDIT_KEY);
            return new SealedSecrets(transactions, master, new AuditKey(auditKey), keyset, clock);
        } catch (GeneralSecurityException e) {
            throw new KeyProblem(
                    "This is not the master key that the database was sealed with: it needs the key with the fingerprint %s, and was given %s. Nothing was written."
                            .formatted(stored.fingerprint, master.fingerprint()));
        }
    }

    private static Stored make(JdbcClient db, MasterKey master, Clock clock) {
        try {
            byte[] auditKey = new byte[AUDIT_KEY_BYTES];
            new SecureRandom().nextBytes(auditKey);
            db.sql("""
                            insert into keyset (fingerprint, sealed, audit_key, rotated_at)
                            values (:fingerprint, :sealed, :auditKey, :now) on conflict do nothing""")
                    .param("fingerprint", master.fingerprint())
                    .param("sealed", Keyset.generate().wrap(master))
                    .param("auditKey", master.aead().encrypt(auditKey, AS_AUDIT_KEY))
                    .param("now", Timestamp.from(clock.instant()))
                    .update();
            return stored(db).orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Stored(String fingerprint, String sealed, String auditKey) {}

    private static Optional<Stored> stored(JdbcClient db) {
        return db.sql("select fingerprint, sealed, audit_key from keyset")
                .query((row, _) -> new Stored(
                        row.getString("fingerprint"),
                        HexFormat.of().formatHex(row.getBytes("sealed")),
                        HexFormat.of().formatHex(row.getBytes("audit_key"))))
                .optional();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String seal(Secret secret, Place place) {
        try {
            byte[] sealed = keyset.seal(secret.reveal().getBytes(StandardCharsets.UTF_8), place.associatedData());
            return Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A secret could not be sealed", e);
        }
    }

    @Override
    public Secret open(String sealed, Place place) {
        byte[] bytes = decoded(sealed);
        if (!keyset.knowsKeyOf(bytes)) {
            // Another node may have rotated the keys since we looked.
            reload();
        }
        try {
            return new Secret(new String(keyset.open(bytes, place.associatedData()), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SecretUnreadable();
        }
    }

    /// Whether the newest data key sealed it. If not, open it and seal it again, and the old key is out of use.
    public boolean isCurrent(String sealed) {
        return keyset.isPrimaryKeyOf(decoded(sealed));
    }

    /// Adds a data key that seals from now on; what older ones sealed is still opened.
    public void rotate() {
        transactions.system(db -> {
            Stored before = db.sql("select fingerprint, sealed, audit_key from keyset for update")
                    .query((row, _) -> new Stored(
                            row.getString("fingerprint"), HexFormat.of().formatHex(row.getBytes("sealed")), ""))
                    .single();
            try {
                Keyset rotated = Keyset.unwrap(bytes(before.sealed), master).withNewPrimary();
                db.sql("update keyset set sealed = ?, rotated_at = ?")
                        .param(rotated.wrap(master))
                        .param(Timestamp.from(clock.instant()))
                        .update();
                return true;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("The data keys could not be rotated", e);
            }
        });
        reload();
    }

    private void reload() {
        Stored stored =
                transactions.<Optional<Stored>>system(SealedSecrets::stored).orElseThrow();
        try {
            keyset = Keyset.unwrap(bytes(stored.sealed), master);
        } catch (GeneralSecurityException e) {
            throw new SecretUnreadable();
        }
    }

    AuditKey auditKey() {
        return auditKey;
    }

    private static byte[] decoded(String sealed) {
        try {
            return Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            throw new SecretUnreadable();
        }
    }
}
