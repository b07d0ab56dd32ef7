package dev.tallystick.connection;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.stream.IntStream;

/// The data keys: a new secret is sealed with the primary one, an old one opened with whichever sealed it.
final class Keyset {
    private static final byte[] AS_KEYSET = "tallystick keyset 1".getBytes(StandardCharsets.UTF_8);
    /// Of a Tink ciphertext: one byte of version, then the number of the key.
    private static final int PREFIX_BYTES = 1 + Integer.BYTES;

    static {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private final KeysetHandle handle;
    private final Aead aead;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        this.handle = handle;
        this.aead = handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    static Keyset generate() throws GeneralSecurityException {
        return new Keyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()));
    }

    static Keyset unwrap(byte[] wrapped, MasterKey master) throws GeneralSecurityException {
        return new Keyset(TinkProtoKeysetFormat.parseEncryptedKeyset(
                wrapped, master.aead(), AS_KEYSET, RegistryConfiguration.get()));
    }

    byte[] wrap(MasterKey master) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                handle, master.aead(), AS_KEYSET, RegistryConfiguration.get());
    }

    /// The same with one more key, which is the primary one from now on.
    Keyset withNewPrimary() throws GeneralSecurityException {
        return new Keyset(KeysetHandle.newBuilder(handle)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .build());
    }

    byte[] seal(byte[] plain, byte[] associatedData) throws GeneralSecurityException {
        return aead.encrypt(plain, associatedData);
    }

    byte[] open(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
        return aead.decrypt(sealed, associatedData);
    }

    boolean knowsKeyOf(byte[] sealed) {
        return sealed.length > PREFIX_BYTES
                && IntStream.range(0, handle.size())
                        .anyMatch(at -> handle.getAt(at).getId() == keyOf(sealed));
    }

    boolean isPrimaryKeyOf(byte[] sealed) {
        return sealed.length > PREFIX_BYTES && handle.getPrimary().getId() == keyOf(sealed);
    }

    private static int keyOf(byte[] sealed) {
        return ByteBuffer.wrap(sealed).getInt(1);
    }
}
