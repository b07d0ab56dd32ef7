package dev.tallystick.planted.tree.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

class RunThatOpensAUrl {
    InputStream open(URL url) throws IOException {
        return url.openStream();
    }
}
