package dev.tallystick.lab.google.oauth;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A program's own account, with the key that it signs in with.
public final class ServiceAccount {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String email;
    private final String keyId;
    private final String clientId;
    private final KeyPair keys;

    ServiceAccount(String name, String project, int number) {
        this.email = name + "@" + project + ".iam.gserviceaccount.com";
        this.keyId = String.format(java.util.Locale.ROOT, "1ab%037d", number);
        this.clientId = String.format(java.util.Locale.ROOT, "1000000000000000%05d", number);
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            this.keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java makes RSA keys", e);
        }
    }

    /// What a spreadsheet must be shared with.
    public String email() {
        return email;
    }

    String keyId() {
        return keyId;
    }

    PublicKey publicKey() {
        return keys.getPublic();
    }

    /// The JSON key file, as it is downloaded once.
    ///
    /// @param tokenUri of the lab
    String keyFile(String project, String tokenUri) {
        Map<String, String> file = new LinkedHashMap<>();
        file.put("type", "service_account");
        file.put("project_id", project);
        file.put("private_key_id", keyId);
        file.put("private_key", pem());
        file.put("client_email", email);
        file.put("client_id", clientId);
        file.put("auth_uri", "https://accounts.google.com/o/oauth2/auth");
        file.put("token_uri", tokenUri);
        file.put("auth_provider_x509_cert_url", "https://www.googleapis.com/oauth2/v1/certs");
        file.put("client_x509_cert_url", "https://www.googleapis.com/robot/v1/metadata/x509/" + email);
        file.put("universe_domain", "googleapis.com");
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file);
    }

    private String pem() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE " + "KEY-----\n" + body + "\n-----END PRIVATE " + "KEY-----\n";
    }
}
