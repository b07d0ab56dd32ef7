package dev.tallystick.run;

/// Which keys a listing has brought, at eight bytes a key: a listing of any size is remembered without its keys.
///
/// Keys are kept by a 64-bit hash. Two keys of a million share one in about one listing out of thirty million; then the
/// one that is really missing counts as seen, so the error is on the side of not deleting.
final class SeenKeys {
    private static final int FIRST_SLOTS = 1 << 12;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private long[] slots = new long[FIRST_SLOTS];
    private int size;

    /// @return false when the key was there already
    boolean add(String key) {
        if (size * 2 >= slots.length) {
            grow();
        }
        int slot = slot(slots, hash(key));
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] = hash(key);
        size++;
        return true;
    }

    boolean contains(String key) {
        return slots[slot(slots, hash(key))] != 0;
    }

    int size() {
        return size;
    }

    private void grow() {
        var wider = new long[slots.length * 2];
        for (long hash : slots) {
            if (hash != 0) {
                wider[slot(wider, hash)] = hash;
            }
        }
        slots = wider;
    }

    /// The slot that holds this hash, or the free one where it belongs.
    private static int slot(long[] slots, long hash) {
        int slot = (int) hash & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != hash) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private static long hash(String key) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * FNV_PRIME;
        }
        hash ^= hash >>> 32;
        hash *= 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
        return hash == 0 ? 1 : hash;
    }
}
