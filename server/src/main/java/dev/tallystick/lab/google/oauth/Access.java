package dev.tallystick.lab.google.oauth;

import java.util.Set;

/// What a valid access token stands for.
///
/// @param account an e-mail address, of a person or a service account
/// @param client the OAuth client, or the service account itself
public record Access(String account, Set<String> scopes, String client) {

    private static final String PREFIX = "https://www.googleapis.com/auth/";
    public static final String SPREADSHEETS = PREFIX + "spreadsheets";
    public static final String SPREADSHEETS_READ = PREFIX + "spreadsheets.readonly";
    public static final String DRIVE = PREFIX + "drive";
    public static final String DRIVE_READ = PREFIX + "drive.readonly";
    public static final String DRIVE_FILE = PREFIX + "drive.file";
    public static final String DRIVE_METADATA_READ = PREFIX + "drive.metadata.readonly";

    public Access {
        scopes = Set.copyOf(scopes);
    }

    public boolean hasAny(String... wanted) {
        for (String scope : wanted) {
            if (scopes.contains(scope)) {
                return true;
            }
        }
        return false;
    }

    /// Sees nothing but what was created by or opened with the app.
    public boolean onlyOwnFiles() {
        return hasAny(DRIVE_FILE) && !hasAny(SPREADSHEETS, SPREADSHEETS_READ, DRIVE, DRIVE_READ, DRIVE_METADATA_READ);
    }
}
