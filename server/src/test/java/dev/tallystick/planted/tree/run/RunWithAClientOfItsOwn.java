package dev.tallystick.planted.tree.run;

import java.net.http.HttpClient;

record RunWithAClientOfItsOwn(HttpClient client) {}
