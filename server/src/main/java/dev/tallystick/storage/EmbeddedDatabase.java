package dev.tallystick.storage;

/// How to reach the embedded PostgreSQL: Tallystick's own database, and beside it the database `data`, which
/// syncs may write to and whose role sees nothing of Tallystick's.
public record EmbeddedDatabase(
        String url, String user, String password, String dataDatabaseUrl, String dataUser, String dataPassword) {

    @Override
    public String toString() {
        return "EmbeddedDatabase[" + url + ", " + dataDatabaseUrl + "]";
    }
}
