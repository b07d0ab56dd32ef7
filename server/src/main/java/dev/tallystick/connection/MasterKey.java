package dev.tallystick.connection;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.tallystick.storage.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The key that seals the data keys. It is never in the database: with the embedded one it is a file beside it, with
/// another one it must be given.
final class MasterKey {
    static final String VARIABLE = "TALLYSTICK_MASTER_KEY";
    static final String FILE_VARIABLE = "TALLYSTICK_MASTER_KEY_FILE";
    static final String FILE = "master-key";
    private static final int BYTES = 32;
    private static final int FEWEST_DIFFERENT = 12;
    private static final String HOW = "Make one with: openssl rand -base64 32";

    private final byte[] bytes;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// What a variable was set to; null when it was not.
    @FunctionalInterface
    interface Given {
        @Nullable
        String value(String variable);
    }

    /// The key that was given, else the one in the data directory.
    static Optional<MasterKey> find(Given given, Path dataDir, boolean embedded) {
        @Nullable String text = given.value(VARIABLE);
        @Nullable String file = given.value(FILE_VARIABLE);
        if (text != null && !text.isBlank() && file != null && !file.isBlank()) {
            throw new KeyProblem("Give either %s or %s, not both.".formatted(VARIABLE, FILE_VARIABLE));
        }
        if (text != null && !text.isBlank()) {
            return Optional.of(parse(text, VARIABLE));
        }
        if (file != null && !file.isBlank()) {
            return Optional.of(read(Path.of(file)));
        }
        Path own = dataDir.resolve(FILE);
        if (!embedded) {
            throw new KeyProblem("With DATABASE_URL the master key must be given, in %s or in a file that %s names. %s"
                    .formatted(VARIABLE, FILE_VARIABLE, HOW));
        }
        return Files.exists(own) ? Optional.of(read(own)) : Optional.empty();
    }

    static MasterKey generate() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new MasterKey(bytes);
    }

    void writeTo(Path dataDir) {
        try {
            DataDirectory.writePrivately(
                    DataDirectory.prepare(dataDir).resolve(FILE),
                    Base64.getEncoder().encodeToString(bytes) + "\n");
        } catch (IOException e) {
            throw new KeyProblem("The master key could not be written to %s: %s.".formatted(dataDir, e.getMessage()));
        }
    }

    private static MasterKey read(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new KeyProblem(
                        "Everybody on this machine can read the master key in %s. Take that away: chmod 600 %1$s"
                                .formatted(file));
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8), "The file " + file);
        } catch (IOException e) {
            throw new KeyProblem("The master key cannot be read from %s.".formatted(file));
        }
    }

    static MasterKey parse(String text, String whence) {
        byte[] bytes = decode(text.strip());
        if (bytes.length != BYTES) {
            throw new KeyProblem("%s does not hold a key of 32 bytes in base64 or hex. %s".formatted(whence, HOW));
        }
        if (isGuessable(bytes)) {
            throw new KeyProblem("%s holds a sample or a typed text, not a random key. %s".formatted(whence, HOW));
        }
        return new MasterKey(bytes);
    }

    private static byte[] decode(String text) {
        try {
            return text.length() == 2 * BYTES
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /// Random bytes are never like this: their chance of being refused here is below one in 10^12.
    private static boolean isGuessable(byte[] bytes) {
        boolean typed = IntStream.range(0, BYTES).allMatch(at -> bytes[at] >= ' ' && bytes[at] <= '~');
        boolean counted = IntStream.range(1, BYTES)
                        .map(at -> bytes[at] - bytes[at - 1])
                        .distinct()
                        .count()
                <= 2;
        boolean fewDifferent =
                IntStream.range(0, BYTES).map(at -> bytes[at]).distinct().count() < FEWEST_DIFFERENT;
        return typed || counted || fewDifferent;
    }

    Aead aead() throws GeneralSecurityException {
        return new AesGcmJce(bytes);
    }

    /// Names the key in messages without saying anything about it.
    String fingerprint() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            byte[] digest = mac.doFinal("tallystick master key fingerprint".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "MasterKey[" + fingerprint() + "]";
    }
}
