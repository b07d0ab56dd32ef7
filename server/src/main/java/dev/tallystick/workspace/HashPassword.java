package dev.tallystick.workspace;

import dev.tallystick.web.Refusal;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/// Hashes passwords with Argon2id, by parameters of our own: Spring's are below what OWASP asks for. Each hash takes
/// 64 MiB, so a few run at a time, some wait, and the rest are asked to come back.
final class HashPassword implements AutoCloseable {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 65_536;
    private static final int PASSES = 3;
    private static final int AT_ONCE = 4;
    private static final int WAITING = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Argon2PasswordEncoder encoder =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);
    /// Threads of the system: on the few that carry virtual ones, hashes would hold up every other request.
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("hash-password-", 1).factory());
    private final String nobodys = encoder.encode(Token.fresh().secret());

    String of(String password) {
        return inTurn(() -> {
            @Nullable String hash = encoder.encode(password);
            if (hash == null) {
                throw new IllegalStateException("No hash came of a password");
            }
            return hash;
        });
    }

    /// Takes as long whether there is such a person or not.
    boolean matches(String password, @Nullable String hash) {
        boolean same = inTurn(() -> encoder.matches(password, hash == null ? nobodys : hash));
        return same && hash != null;
    }

    /// Whether the hash was made with weaker parameters than today's.
    boolean isOutdated(String hash) {
        return encoder.upgradeEncoding(hash);
    }

    private <T> T inTurn(Callable<T> work) {
        try {
            return threads.submit(work).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | TimeoutException e) {
            throw busy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A password could not be hashed", e.getCause());
        }
    }

    private static Refusal busy() {
        return Refusal.busy("Too many people are signing in at once. Try again in a moment.", Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
